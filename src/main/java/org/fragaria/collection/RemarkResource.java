package org.fragaria.collection;

import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

import org.fragaria.account.Visitor;
import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.FeatureResource;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.problem.InvalidException;
import org.fragaria.web.Page;

/** What visitors do with a feature: say something, put it into a list. */
@Path("/")
public class RemarkResource {

    @Inject
    Visitor visitor;

    @Inject
    Shelf shelf;

    @Inject
    Comments comments;

    @Inject
    Bookmarks bookmarks;

    @Inject
    Lists lists;

    @Inject
    FeatureCards cards;

    @CheckedTemplate(basePath = "collection")
    static class Templates {
        static native TemplateInstance add(AddPage page);

        private Templates() {}
    }

    /** A comment in JSON that is sent here. */
    public record Body(@Nullable String text, @Nullable String name) {}

    /** Says something about a feature, from a form. */
    @POST
    @Path("{model}/{source}/{index}/comments")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response comment(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @PathParam("index") String index,
            @RestForm @Nullable String text,
            @RestForm @Nullable String name) {
        FeatureAddress feature = existing(model, source, index);
        comments.add(visitor.writer(), feature, text, name);
        return to(feature, "remarks");
    }

    /** Says something about a feature, from JSON. */
    @POST
    @Path("{model}/{source}/{index}/comments")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response comment(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @PathParam("index") String index,
            @Nullable Body body) {
        if (body == null) {
            throw new InvalidException("The body is empty: expected {\"text\": …, \"name\": …}.");
        }
        String id = comments.add(visitor.writer(), existing(model, source, index), body.text(), body.name());
        return Response.status(Response.Status.CREATED).entity(Map.of("id", id)).build();
    }

    /** Deletes one's own comment, from a form. */
    @POST
    @Path("comment/{id}/delete")
    public Response deleteByForm(@PathParam("id") String id) {
        return to(comments.delete(visitor.writer(), id), "remarks");
    }

    /** Deletes one's own comment. */
    @DELETE
    @Path("comment/{id}")
    public void delete(@PathParam("id") String id) {
        comments.delete(visitor.writer(), id);
    }

    /** Where a feature is put into a list: {@code ?feature=model/source/index}. */
    @GET
    @Path("lists/add")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page add(@QueryParam("feature") @Nullable String feature) {
        FeatureAddress address = ListWords.address(feature);
        AddPage page = new AddPage(
                cards.of(address),
                visitor.owner().map(lists::mine).orElse(List.of()),
                visitor.owner().map(owner -> bookmarks.has(owner, address)).orElse(false));
        return new Page(page, Templates.add(page));
    }

    /** The feature that an address names; only what is here is talked about. */
    private FeatureAddress existing(String model, String source, String index) {
        try (OpenSource open = shelf.borrow(model, source)) {
            return new FeatureAddress(
                    model, source, FeatureResource.find(open, index).index());
        }
    }

    private static Response to(FeatureAddress feature, String part) {
        return Response.seeOther(UriBuilder.fromPath("/{model}/{source}/{index}")
                        .fragment(part)
                        .build(feature.model(), feature.source(), feature.index()))
                .build();
    }
}
