package org.fragaria.collection;

import java.net.URI;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

import org.fragaria.account.Visitor;
import org.fragaria.problem.InvalidException;
import org.fragaria.web.Framed;
import org.fragaria.web.Page;
import org.fragaria.web.Parameters;

/**
 * {@code /lists} and {@code /list/{id}}: lists of features. Forms do everything without scripts and lead on with 303; the
 * same addresses take JSON.
 */
@Path("/")
public class ListResource {

    @Inject
    Visitor visitor;

    @Inject
    Lists lists;

    @Inject
    ListPages pages;

    @CheckedTemplate(basePath = "collection")
    static class Templates {
        static native TemplateInstance lists(ListsPage page);

        static native TemplateInstance list(ListPage page);

        static native TemplateInstance listEmbed(ListPage page);

        private Templates() {}
    }

    /** A list as JSON that is sent here. */
    public record Body(
            @Nullable String name,
            @Nullable String description,
            @Nullable String testText,
            @Nullable Boolean listed,
            @Nullable List<Item> features) {

        ListWords words() {
            List<Item> items = features == null ? List.of() : features;
            return ListWords.of(name, description, testText, Boolean.TRUE.equals(listed))
                    .with(items.stream().map(Item::entry).toList());
        }
    }

    /**
     * A feature in JSON that is sent here.
     *
     * @param feature {@code model/source/index}
     */
    public record Item(@Nullable String feature, @Nullable String note) {

        ListWords.Entry entry() {
            return new ListWords.Entry(ListWords.address(feature), Texts.read("note", note, 0, ListWords.NOTE));
        }
    }

    /** All that one may see. */
    @GET
    @Path("lists")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page lists(@QueryParam("page") @Nullable String page) {
        int number = Parameters.whole("page", page, 1, 1, 1_000_000);
        ListsPage view = new ListsPage(
                visitor.owner().map(lists::mine).orElse(List.of()),
                lists.listed((number - 1) * ListsPage.ROWS, ListsPage.ROWS),
                lists.listed(),
                number);
        return new Page(view, Templates.lists(view));
    }

    /** Makes a list from a form. */
    @POST
    @Path("lists")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response add(
            @RestForm @Nullable String name,
            @RestForm @Nullable String description,
            @RestForm @Nullable String testText,
            @RestForm @Nullable String listed,
            @RestForm @Nullable String features) {
        List<ListWords.Entry> entries =
                features == null || features.isBlank() ? List.of() : QuickFeatures.read(features, ListWords.MOST);
        ListWords words =
                ListWords.of(name, description, testText, listed != null).with(entries);
        return Response.seeOther(
                        URI.create("/list/" + lists.add(visitor.writer(), words).id()))
                .build();
    }

    /** Makes a list from JSON. */
    @POST
    @Path("lists")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response add(@Nullable Body body) {
        StoredList made = lists.add(visitor.writer(), given(body).words());
        return Response.created(URI.create("/list/" + made.id()))
                .entity(pages.of(made, Optional.of(made.owner()), ""))
                .build();
    }

    /** A list; {@code ?embed=true} to show it in another site's page. */
    @GET
    @Path("list/{id}")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page list(
            @PathParam("id") String id,
            @QueryParam("text") @Nullable String text,
            @QueryParam("embed") @Nullable String embed) {
        boolean framed = Parameters.choice("embed", embed, Framed.FALSE) == Framed.TRUE;
        ListPage page = pages.of(lists.get(id), visitor.owner(), text);
        return framed ? new Page(page, Templates.listEmbed(page)).framed() : new Page(page, Templates.list(page));
    }

    /** Says something else of a list. */
    @POST
    @Path("list/{id}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response describe(
            @PathParam("id") String id,
            @RestForm @Nullable String name,
            @RestForm @Nullable String description,
            @RestForm @Nullable String testText,
            @RestForm @Nullable String listed) {
        lists.describe(visitor.writer(), id, ListWords.of(name, description, testText, listed != null));
        return Response.seeOther(URI.create("/list/" + id)).build();
    }

    /** Puts another list in its place. */
    @PUT
    @Path("list/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public ListPage replace(@PathParam("id") String id, @Nullable Body body) {
        StoredList made = lists.replace(visitor.writer(), id, given(body).words());
        return pages.of(made, Optional.of(made.owner()), "");
    }

    /** Adds, moves, annotates or removes a feature. */
    @POST
    @Path("list/{id}/items")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response change(
            @PathParam("id") String id,
            @RestForm @Nullable String feature,
            @RestForm @Nullable String note,
            @RestForm @Nullable String action) {
        ListWords.Entry entry = new Item(feature, note).entry();
        lists.change(visitor.writer(), id, Parameters.choice("action", action, Lists.Action.ADD), entry);
        return Response.seeOther(URI.create("/list/" + id + "#" + FeatureCard.anchor(entry.feature())))
                .build();
    }

    /** Adds a feature. */
    @POST
    @Path("list/{id}/items")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public ListPage change(@PathParam("id") String id, @Nullable Item item) {
        if (item == null) {
            throw new InvalidException("The body is empty: expected {\"feature\": \"model/source/index\"}.");
        }
        String owner = visitor.writer();
        lists.change(owner, id, Lists.Action.ADD, item.entry());
        return pages.of(lists.get(id), Optional.of(owner), "");
    }

    /** Deletes a list. */
    @POST
    @Path("list/{id}/delete")
    public Response deleteByForm(@PathParam("id") String id) {
        lists.delete(visitor.writer(), id);
        return Response.seeOther(URI.create("/lists")).build();
    }

    /** Deletes a list. */
    @DELETE
    @Path("list/{id}")
    public void delete(@PathParam("id") String id) {
        lists.delete(visitor.writer(), id);
    }

    private static Body given(@Nullable Body body) {
        if (body == null) {
            throw new InvalidException("The body is empty: expected {\"name\": …, \"features\": [{\"feature\":"
                    + " \"model/source/index\", \"note\": …}]}.");
        }
        return body;
    }
}
