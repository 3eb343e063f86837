package org.fragaria.steering;

import java.util.List;

import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

import org.fragaria.feature.FeatureResource;
import org.fragaria.feature.FeatureStore;
import org.fragaria.feature.FeatureStore.TableQuery;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Token;
import org.fragaria.live.LiveModels;
import org.fragaria.live.LiveSource;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.web.Page;

/**
 * {@code /{model}/{source}/{index}/steer}: a steered run beside the default one, done on the server, so that its address
 * is the whole run and needs no script.
 */
@Path("/")
public class SteerResource {

    private static final int WRITERS = 6;
    private static final int WRITER_TOKENS = 5;

    @Inject
    Shelf shelf;

    @Inject
    LiveModels models;

    @Inject
    SideBySide runner;

    @CheckedTemplate(basePath = "steering")
    static class Templates {
        static native TemplateInstance steer(SteerPage page);

        private Templates() {}
    }

    @GET
    @Path("{model}/{source}/{index}/steer")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page steer(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @PathParam("index") String index,
            @BeanParam SteerSettings.Words words,
            @Context UriInfo address) {
        SteerSettings settings = words.settings();
        try (OpenSource open = shelf.borrow(model, source)) {
            MeasuredFeature feature = FeatureResource.find(open, index);
            float max = feature.firing().max();
            SteerPage page = new SteerPage(
                    model,
                    source,
                    feature.index(),
                    max,
                    feature.tokens().stream()
                            .limit(3)
                            .map(score -> Token.of(score, open.tokens(), max))
                            .toList(),
                    settings,
                    models.canRun(open.manifest()),
                    writers(open),
                    address.getQueryParameters().containsKey("prompt") ? run(open, feature, settings) : null);
            return new Page(page, Templates.steer(page));
        }
    }

    private static List<SteerPage.Writer> writers(OpenSource open) {
        TableQuery best = new TableQuery(FeatureStore.Sort.OUTPUT, true, true, 0, 1, 1, 1, -1, 0, WRITERS);
        return open.features().table(best).rows().stream()
                .filter(row -> row.firing().output().known())
                .flatMap(row -> open.features().feature(row.index()).stream())
                .map(feature -> new SteerPage.Writer(
                        feature.index(),
                        feature.firing().output().score(),
                        feature.raises().stream()
                                .limit(WRITER_TOKENS)
                                .map(score ->
                                        new Token(score.token(), open.tokens().text(score.token()), 0, 0))
                                .toList()))
                .toList();
    }

    private SteerPage.Result run(OpenSource open, MeasuredFeature feature, SteerSettings settings) {
        LiveSource live = models.of(open.manifest());
        return runner.run(
                live.engine(),
                settings.request(live, feature.index(), feature.firing().max()),
                open.tokens());
    }
}
