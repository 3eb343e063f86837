package org.fragaria.feature;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

import org.fragaria.live.LiveModels;

/**
 * A feature as a direction: {@code /{model}/{source}/{index}/vector.json} and {@code .safetensors} to take it elsewhere, and
 * {@code /matches}, the features of other sources that point the same way.
 */
@Path("{model}/{source}/{index}")
public class VectorResource {

    @Inject
    Shelf shelf;

    @Inject
    LiveModels models;

    @Inject
    Labels labels;

    @CheckedTemplate(basePath = "feature")
    static class Templates {
        static native TemplateInstance matches(MatchesPage page);

        private Templates() {}
    }

    /** As JSON. */
    @GET
    @Path("vector")
    @Produces(MediaType.APPLICATION_JSON)
    public Response vector(
            @PathParam("model") String model, @PathParam("source") String source, @PathParam("index") String index) {
        FeatureVector vector = read(model, source, index);
        return Response.ok(vector)
                .header(HttpHeaders.CONTENT_DISPOSITION, named("inline", vector, "json"))
                .build();
    }

    /** As a file of tensors. */
    @GET
    @Path("vector.safetensors")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public Response safetensors(
            @PathParam("model") String model, @PathParam("source") String source, @PathParam("index") String index) {
        FeatureVector vector = read(model, source, index);
        return Response.ok(vector.safetensors())
                .header(HttpHeaders.CONTENT_DISPOSITION, named("attachment", vector, "safetensors"))
                .build();
    }

    private FeatureVector read(String model, String source, String index) {
        try (OpenSource open = shelf.borrow(model, source)) {
            return FeatureVector.of(
                    open,
                    FeatureResource.number(open, index),
                    models.dictionary(open.manifest()).orElse(null));
        }
    }

    /** Ids hold letters, digits, '.', '_' and '-' only, so the name needs no escape. */
    private static String named(String how, FeatureVector vector, String ending) {
        return how + "; filename=\"" + vector.fileName() + "." + ending + "\"";
    }

    /** Matching features of other sources, as a page, of which the feature's page shows the part {@code matches}. */
    @GET
    @Path("matches")
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance matches(
            @PathParam("model") String model, @PathParam("source") String source, @PathParam("index") String index) {
        return Templates.matches(matched(model, source, index));
    }

    /** The same as JSON. */
    @GET
    @Path("matches")
    @Produces(MediaType.APPLICATION_JSON)
    public MatchesPage matchesJson(
            @PathParam("model") String model, @PathParam("source") String source, @PathParam("index") String index) {
        return matched(model, source, index);
    }

    private MatchesPage matched(String model, String source, String index) {
        try (OpenSource open = shelf.borrow(model, source)) {
            return MatchesPage.of(open, FeatureResource.number(open, index), shelf, labels);
        }
    }
}
