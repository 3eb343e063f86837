package org.fragaria.feature;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeaturePage.Asked;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.live.LiveModels;
import org.fragaria.live.LiveSource;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.web.PageCache;
import org.fragaria.web.Parameters;
import org.fragaria.web.RenderedPage;
import org.fragaria.web.Site;

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

    @Inject
    PageCache pages;

    @Inject
    Labels labels;

    @Inject
    Remarks remarks;

    @Inject
    Site site;

    @CheckedTemplate(basePath = "feature")
    static class Templates {
        static native TemplateInstance feature(FeaturePage page);

        private Templates() {}
    }

    /** As a page. Kept once it is rendered, unless it tests a text. */
    @GET
    @Path("{model}/{source}/{index}")
    @Produces(MediaType.TEXT_HTML)
    public Response html(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @PathParam("index") String index,
            @BeanParam Words words,
            @Context UriInfo address,
            @Context Request request) {
        try (OpenSource open = shelf.borrow(model, source)) {
            Asked asked = asked(open, index, words, address);
            return asked.testing().some()
                    ? RenderedPage.of(Templates.feature(page(open, index, asked)))
                            .answer(request)
                    : pages.answer(key(open, index, asked), request, () -> Templates.feature(page(open, index, asked)));
        }
    }

    /** As JSON. */
    @GET
    @Path("{model}/{source}/{index}")
    @Produces(MediaType.APPLICATION_JSON)
    public FeaturePage json(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @PathParam("index") String index,
            @BeanParam Words words,
            @Context UriInfo address) {
        try (OpenSource open = shelf.borrow(model, source)) {
            return page(open, index, asked(open, index, words, address));
        }
    }

    /**
     * All that a page depends on that tests no text.
     *
     * @param opening the opening of the source: another one when the source was replaced
     * @param feature its number
     * @param labels stamp of what the features of the source are called, neighbours among them
     * @param remarks stamp of what was said about it
     * @param address where the page stands, which its share card names
     */
    private record Key(
            long opening,
            int feature,
            ExampleChoice choice,
            boolean runnable,
            long labels,
            long remarks,
            String address) {}

    private Key key(OpenSource open, String index, Asked asked) {
        FeatureAddress address = FeatureAddress.of(open.manifest(), number(open, index));
        return new Key(
                open.opening(),
                address.index(),
                asked.choice(),
                asked.runnable(),
                labels.stamp(new SourceAddress(address.model(), address.source())),
                remarks.stamp(address),
                site.address());
    }

    private Asked asked(OpenSource open, String index, Words words, UriInfo address) {
        TestTexts texts = words.texts();
        List<TextTest> results = texts.some() ? results(texts.texts(), open, find(open, index)) : List.of();
        TestBox testing =
                new TestBox(texts, results, open.manifest().modelFacts().contextLength());
        return new Asked(words.choice(), testing, models.canRun(open.manifest()));
    }

    private FeaturePage page(OpenSource open, String index, Asked asked) {
        MeasuredFeature feature = find(open, index);
        FeatureAddress address = FeatureAddress.of(open.manifest(), feature.index());
        boolean silent = remarks.stamp(address) == 0;
        return FeaturePage.of(
                open,
                feature,
                asked,
                new FeaturePage.Said(
                        labels,
                        labels.of(open, feature),
                        Company.of(feature, open, labels),
                        silent ? Remarks.Said.NOTHING : remarks.of(address)));
    }

    private List<TextTest> results(List<String> texts, OpenSource open, MeasuredFeature feature) {
        LiveSource live = models.of(open.manifest());
        float max = feature.firing().max();
        return texts.stream()
                .map(text -> TextTest.of(text, live.read(text, feature.index()), open.tokens(), max))
                .toList();
    }

    /**
     * The address's own words.
     *
     * @param text texts to test
     * @param defaulttesttext the same; the name that Neuronpedia's links have for it
     */
    public record Words(
            @QueryParam("show") @Nullable String show,
            @QueryParam("examples") @Nullable String examples,
            @QueryParam("breaks") @Nullable String breaks,
            @QueryParam("folded") @Nullable String folded,
            @QueryParam("text") @Nullable List<String> text,
            @QueryParam("defaulttesttext") @Nullable List<String> defaulttesttext,
            @QueryParam("lines") @Nullable String lines) {

        ExampleChoice choice() {
            return new ExampleChoice(
                    Parameters.choice("show", show, Show.LINE),
                    Parameters.choice("examples", examples, Amount.FEW) == Amount.ALL,
                    Parameters.truth("breaks", breaks, false),
                    Parameters.choice("folded", folded, Folding.HIDE) == Folding.SHOW);
        }

        TestTexts texts() {
            List<String> all = Stream.of(text, defaulttesttext)
                    .filter(Objects::nonNull)
                    .flatMap(List::stream)
                    .toList();
            return TestTexts.of(all, Parameters.truth("lines", lines, false));
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
        return number(index).flatMap(open.features()::feature).orElseThrow(() -> missing(open, index));
    }

    /**
     * The number of the feature that an address names, without reading it.
     *
     * @throws NotFoundException if it is no number of a feature; the message says which there are
     */
    public static int number(OpenSource open, String index) {
        return number(index)
                .filter(number -> number >= 0 && number < open.features().size())
                .orElseThrow(() -> missing(open, index));
    }

    private static NotFoundException missing(OpenSource open, String index) {
        return new NotFoundException(
                "No feature '" + index + "' in " + open.manifest().model() + "/"
                        + open.manifest().source() + ": features are numbered 0 to "
                        + (open.features().size() - 1) + ".");
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

    private enum Folding {
        HIDE,
        SHOW
    }
}
