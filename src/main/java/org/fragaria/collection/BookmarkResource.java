package org.fragaria.collection;

import java.net.URI;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

import org.fragaria.account.Visitor;
import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.FeatureResource;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.problem.InvalidException;
import org.fragaria.web.Page;
import org.fragaria.web.Parameters;

/**
 * {@code /bookmarks}: starred features; {@code /{model}/{source}/{index}/bookmark}: the star of one. Pages of features are
 * kept for everybody, so a script asks here whether this browser has starred the one it shows.
 */
@Path("/")
public class BookmarkResource {

    @Inject
    Visitor visitor;

    @Inject
    Shelf shelf;

    @Inject
    Bookmarks bookmarks;

    @Inject
    FeatureCards cards;

    @CheckedTemplate(basePath = "collection")
    static class Templates {
        static native TemplateInstance bookmarks(BookmarksPage page);

        private Templates() {}
    }

    private enum Star {
        TRUE,
        FALSE,
        TOGGLE
    }

    /** Starred features of this browser; {@code ?changed=model/source/index} says what became of one. */
    @GET
    @Path("bookmarks")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page bookmarks(@QueryParam("changed") @Nullable String changed) {
        BookmarksPage page = new BookmarksPage(
                cards.of(visitor.owner().map(bookmarks::of).orElse(List.of())),
                changed == null ? null : starred(ListWords.address("changed", changed)));
        return new Page(page, Templates.bookmarks(page));
    }

    /** Whether this browser has starred a feature. */
    @GET
    @Path("{model}/{source}/{index}/bookmark")
    @Produces(MediaType.APPLICATION_JSON)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    public Starred starred(
            @PathParam("model") String model, @PathParam("source") String source, @PathParam("index") String index) {
        return starred(existing(model, source, index));
    }

    /** What a script wishes for: a star or none. */
    public record Wish(@Nullable Boolean on) {}

    /** Stars a feature or takes its star, from JSON. */
    @POST
    @Path("{model}/{source}/{index}/bookmark")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Starred change(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @PathParam("index") String index,
            @Nullable Wish wish) {
        Boolean on = wish == null ? null : wish.on();
        if (on == null) {
            throw new InvalidException("The body says nothing: expected {\"on\": true} or {\"on\": false}.");
        }
        return set(named(model, source, index), on);
    }

    /** Stars a feature; {@code on=false} takes the star away, {@code on=toggle} does whichever changes something. */
    @POST
    @Path("{model}/{source}/{index}/bookmark")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response change(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @PathParam("index") String index,
            @RestForm @Nullable String on) {
        Star wish = Parameters.choice("on", on, Star.TRUE);
        FeatureAddress feature = named(model, source, index);
        boolean star =
                wish == Star.TRUE || (wish == Star.TOGGLE && !starred(feature).bookmarked());
        return Response.seeOther(said(set(feature, star))).build();
    }

    /** What is here no longer can lose its star, but gets none. */
    private Starred set(FeatureAddress feature, boolean star) {
        String owner = visitor.writer();
        if (star) {
            bookmarks.add(owner, existing(feature.model(), feature.source(), Integer.toString(feature.index())));
        } else {
            bookmarks.remove(owner, feature);
        }
        return new Starred(feature, star);
    }

    /** The page that says what happened; at the feature's card, if it has one. */
    private static URI said(Starred now) {
        UriBuilder page = UriBuilder.fromPath("/bookmarks").queryParam("changed", "{feature}");
        return (now.bookmarked() ? page.fragment(FeatureCard.anchor(now.feature())) : page)
                .build(now.feature().toString());
    }

    private Starred starred(FeatureAddress feature) {
        return new Starred(
                feature,
                visitor.owner().map(owner -> bookmarks.has(owner, feature)).orElse(false));
    }

    private static FeatureAddress named(String model, String source, String index) {
        return ListWords.address(model + "/" + source + "/" + index);
    }

    /** Only what is here gets a star. */
    private FeatureAddress existing(String model, String source, String index) {
        try (OpenSource open = shelf.borrow(model, source)) {
            return new FeatureAddress(model, source, FeatureResource.number(open, index));
        }
    }
}
