package org.fragaria.feature;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.live.LiveModels;
import org.fragaria.live.LiveSource.Reading;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.web.Page;
import org.fragaria.web.Parameters;

/**
 * {@code /{model}/{source}/{index}}: the page of a feature. The hot page: one read of the index and one template, on a
 * worker thread; it never touches the database.
 */
@Path("/")
public class FeatureResource {

    @Inject
    Shelf shelf;

    @Inject
    LiveModels models;

    @CheckedTemplate(basePath = "feature")
    static class Templates {
        static native TemplateInstance feature(FeaturePage page);

        private Templates() {}
    }

    @GET
    @Path("{model}/{source}/{index}")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page feature(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @PathParam("index") String index,
            @BeanParam Words words,
            @Context UriInfo address) {
        try (OpenSource open = shelf.borrow(model, source)) {
            MeasuredFeature feature = find(open, index);
            boolean runnable = models.canRun(open.manifest());
            TextTest test = address.getQueryParameters().containsKey("text")
                    ? test(words.text() == null ? "" : words.text(), open, feature)
                    : null;
            FeaturePage page = FeaturePage.of(open, feature, words.asked(runnable, test));
            return new Page(page, Templates.feature(page));
        }
    }

    private TextTest test(String text, OpenSource open, MeasuredFeature feature) {
        Reading reading = models.of(open.manifest()).read(text, feature.index());
        return TextTest.of(text, reading, open.tokens(), feature.firing().max());
    }

    /** The address's own words. */
    public record Words(
            @QueryParam("show") @Nullable String show,
            @QueryParam("examples") @Nullable String examples,
            @QueryParam("text") @Nullable String text) {

        FeaturePage.Asked asked(boolean runnable, @Nullable TextTest test) {
            return new FeaturePage.Asked(
                    Parameters.choice("show", show, Show.LINE),
                    Parameters.choice("examples", examples, Amount.FEW) == Amount.ALL,
                    runnable,
                    test);
        }
    }

    /** {@code /random}: some feature of some source; {@code ?from=model/source} of that source. */
    @GET
    @Path("random")
    public Response random(@QueryParam("from") @Nullable String from) {
        SourceAddress address = from == null ? anySource() : addressed(from);
        try (OpenSource open = shelf.borrow(address.model(), address.source())) {
            return Response.seeOther(
                            URI.create("/" + address.model() + "/" + address.source() + "/" + anyLive(open.features())))
                    .build();
        }
    }

    private SourceAddress anySource() {
        List<SourceAddress> all = shelf.readable();
        if (all.isEmpty()) {
            throw new NotFoundException("There is no source yet, so there is no random feature either: "
                    + "'./fragaria add' makes a source.");
        }
        return all.get(ThreadLocalRandom.current().nextInt(all.size()));
    }

    private static SourceAddress addressed(String from) {
        String[] parts = from.split("/", -1);
        if (parts.length != 2) {
            throw new InvalidException("Parameter from='" + from + "': expected model/source.");
        }
        return new SourceAddress(parts[0], parts[1]);
    }

    /** A live feature if a few throws find one; a source may be all dead. */
    private static int anyLive(FeatureStore features) {
        int index = 0;
        for (int attempt = 0; attempt < 20; attempt++) {
            index = ThreadLocalRandom.current().nextInt(features.size());
            if (features.feature(index)
                    .filter(feature -> feature.firing().activeTokens() > 0)
                    .isPresent()) {
                break;
            }
        }
        return index;
    }

    /**
     * The feature that an address names.
     *
     * @throws NotFoundException if the last part is no number of a feature; the message says which there are
     */
    public static MeasuredFeature find(OpenSource open, String index) {
        return number(index)
                .flatMap(open.features()::feature)
                .orElseThrow(() -> new NotFoundException("No feature '" + index + "' in "
                        + open.manifest().model() + "/" + open.manifest().source() + ": features are numbered 0 to "
                        + (open.features().size() - 1) + "."));
    }

    private static Optional<Integer> number(String index) {
        try {
            return Optional.of(Integer.parseInt(index));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private enum Amount {
        FEW,
        ALL
    }
}
