package org.fragaria.vector;

import java.net.URI;
import java.util.Arrays;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

import org.fragaria.account.Visitor;
import org.fragaria.problem.InvalidException;
import org.fragaria.web.Page;
import org.fragaria.weights.SafetensorsWriter;

/**
 * {@code /{model}/vectors}: vectors to steer with, uploaded or made of two sets of texts. Forms do everything without
 * scripts and lead on with 303; the same addresses take JSON.
 */
@Path("{model}/vectors")
public class VectorsResource {

    @Inject
    Visitor visitor;

    @Inject
    Vectors vectors;

    @Inject
    VectorMaker maker;

    @CheckedTemplate(basePath = "vector")
    static class Templates {
        static native TemplateInstance vectors(VectorsPage page);

        static native TemplateInstance vector(VectorPage page);

        private Templates() {}
    }

    /**
     * An uploaded vector as JSON.
     *
     * @param address what it is added to, e.g. {@code resid_post.8}
     * @param title what it is called
     * @param values as many numbers as the tensor there is wide
     * @param listed whether everybody sees it in the list; false by default
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Uploaded(
            @Nullable String address,
            @Nullable String title,
            float @Nullable [] values,
            @Nullable Boolean listed) {}

    /**
     * Two sets of texts as JSON.
     *
     * @param which the tokens that count: {@code last} (default) or {@code mean}
     * @param title what it is called; the first texts by default
     */
    public record Texts(
            @Nullable String address,
            @Nullable List<String> positive,
            @Nullable List<String> negative,
            @Nullable String which,
            @Nullable String title,
            @Nullable Boolean listed) {}

    /** Those of this browser, and those that are shown to everybody. */
    @GET
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page vectors(@PathParam("model") String model) {
        VectorsPage page = maker.list(model, visitor.owner());
        return new Page(page, Templates.vectors(page));
    }

    /** One of them, with the features that write in its direction. */
    @GET
    @Path("{id}")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page vector(@PathParam("model") String model, @PathParam("id") String id) {
        VectorPage page = maker.page(vectors.get(model, id), visitor.owner());
        return new Page(page, Templates.vector(page));
    }

    /** The same as a file of tensors, with one named {@code vector}. */
    @GET
    @Path("{id}/vector.safetensors")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public Response safetensors(@PathParam("model") String model, @PathParam("id") String id) {
        StoredVector vector = vectors.get(model, id);
        byte[] file = new SafetensorsWriter()
                .metadata("model", model)
                .metadata("address", vector.address().toString())
                .metadata("title", vector.title())
                .add("vector", vector.values(), vector.values().length)
                .bytes();
        return Response.ok(file)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + id + ".safetensors\"")
                .build();
    }

    /** Stores a vector. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response add(@PathParam("model") String model, @Nullable Uploaded body) {
        float[] values = body == null ? null : body.values();
        if (body == null || values == null) {
            throw new InvalidException(
                    "The body has no 'values': expected {\"address\": …, \"title\": …, \"values\": [numbers]}.");
        }
        NewVector made =
                maker.uploaded(model, body.address(), body.title(), values, Boolean.TRUE.equals(body.listed()));
        return created(vectors.add(visitor.writer(), made));
    }

    /** Stores a vector from a safetensors file. */
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response add(
            @PathParam("model") String model,
            @RestForm @Nullable String address,
            @RestForm @Nullable String title,
            @RestForm @Nullable String tensor,
            @RestForm @Nullable String listed,
            @RestForm("file") @Nullable FileUpload file) {
        if (file == null) {
            throw new InvalidException("Parameter file: expected a safetensors file.");
        }
        float[] values = VectorMaker.stored(file.uploadedFile(), tensor);
        return seeOther(vectors.add(visitor.writer(), maker.uploaded(model, address, title, values, listed != null)));
    }

    /** Makes a vector of two sets of texts. */
    @POST
    @Path("contrast")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response contrast(@PathParam("model") String model, @Nullable Texts body) {
        if (body == null) {
            throw new InvalidException(
                    "The body is empty: expected {\"address\": …, \"positive\": [texts], \"negative\": [texts]}.");
        }
        return created(vectors.add(visitor.writer(), maker.contrast(model, body)));
    }

    /** Makes a vector of two sets of texts from a form, one text in each line. */
    @POST
    @Path("contrast")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response contrast(
            @PathParam("model") String model,
            @RestForm @Nullable String address,
            @RestForm @Nullable String positive,
            @RestForm @Nullable String negative,
            @RestForm @Nullable String which,
            @RestForm @Nullable String title,
            @RestForm @Nullable String listed) {
        Texts texts = new Texts(address, lines(positive), lines(negative), which, title, listed != null);
        return seeOther(vectors.add(visitor.writer(), maker.contrast(model, texts)));
    }

    /** Deletes a vector. */
    @POST
    @Path("{id}/delete")
    public Response deleteByForm(@PathParam("model") String model, @PathParam("id") String id) {
        vectors.delete(visitor.writer(), model, id);
        return Response.seeOther(URI.create("/" + model + "/vectors")).build();
    }

    /** Deletes a vector. */
    @DELETE
    @Path("{id}")
    public void delete(@PathParam("model") String model, @PathParam("id") String id) {
        vectors.delete(visitor.writer(), model, id);
    }

    private Response created(StoredVector vector) {
        VectorPage page = maker.page(vector, visitor.owner());
        return Response.created(URI.create(page.path())).entity(page).build();
    }

    private static Response seeOther(StoredVector vector) {
        return Response.seeOther(URI.create("/" + vector.model() + "/vectors/" + vector.id()))
                .build();
    }

    private static List<String> lines(@Nullable String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split("\\R"))
                        .filter(line -> !line.isBlank())
                        .toList();
    }
}
