package org.fragaria.share;

import java.util.List;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;

import org.fragaria.collection.FeatureCard;
import org.fragaria.collection.FeatureCards;
import org.fragaria.collection.ListCards;
import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.FeatureResource;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.share.DrawnPictures.FileName;

/** {@code /picture/…}: what share cards show, as PNG for them and as SVG for people. */
@Path("picture")
@Produces({"image/png", "image/svg+xml"})
public class PictureResource {

    private static final int PROMPT = 200;

    @Inject
    Shelf shelf;

    @Inject
    FeatureCards cards;

    @Inject
    ListCards lists;

    @Inject
    DrawnPictures pictures;

    /** Of the whole site. */
    @GET
    @Path("{file}")
    public Response site(@PathParam("file") String file, @Context Request request) {
        FileName name = FileName.of(file);
        Picture picture = Pictures.words(
                "a feature explorer",
                "A language model keeps thousands of small ideas. Here, each has a page.",
                "What it responds to, how far to believe it, and what the model says when it is turned up or off.");
        return pictures.answer(picture, name.kind(), request);
    }

    /** Of a feature. */
    @GET
    @Path("feature/{model}/{source}/{file}")
    public Response feature(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @PathParam("file") String file,
            @Context Request request) {
        FileName name = FileName.of(file);
        return pictures.answer(Pictures.feature(card(model, source, name)), name.kind(), request);
    }

    /** Of a steered run, by the words of its address. */
    @GET
    @Path("steer/{model}/{source}/{file}")
    public Response steer(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @PathParam("file") String file,
            @QueryParam("prompt") @Nullable String prompt,
            @QueryParam("method") @Nullable String method,
            @QueryParam("strength") @Nullable String strength,
            @Context Request request) {
        FileName name = FileName.of(file);
        String shown = prompt == null ? "" : PictureText.line(prompt, PROMPT);
        Picture picture = Pictures.steered(card(model, source, name), how(method, strength), shown);
        return pictures.answer(picture, name.kind(), request);
    }

    private static String how(@Nullable String method, @Nullable String strength) {
        String much = strength == null ? "1" : PictureText.line(strength, 8);
        if ("ablate".equals(method)) {
            return "Switched off, and the same seed beside it:";
        }
        return ("clamp".equals(method) ? "Held at " : "Turned by ") + much
                + " × its maximum, and the same seed beside it:";
    }

    /** Of a source. */
    @GET
    @Path("source/{model}/{file}")
    public Response source(@PathParam("model") String model, @PathParam("file") String file, @Context Request request) {
        FileName name = FileName.of(file);
        try (OpenSource open = shelf.borrow(model, name.name())) {
            return pictures.answer(Pictures.source(open.manifest()), name.kind(), request);
        }
    }

    /** Of a list. */
    @GET
    @Path("list/{file}")
    public Response list(@PathParam("file") String file, @Context Request request) {
        FileName name = FileName.of(file);
        return pictures.answer(Pictures.list(lists.of(name.name())), name.kind(), request);
    }

    /** Of one of the demo's doors. */
    @GET
    @Path("demo/{file}")
    public Response demo(@PathParam("file") String file, @Context Request request) {
        FileName name = FileName.of(file);
        return pictures.answer(Demos.picture(name.name()), name.kind(), request);
    }

    private FeatureCard card(String model, String source, FileName name) {
        try (OpenSource open = shelf.borrow(model, source)) {
            int index = FeatureResource.find(open, name.name()).index();
            return cards.of(List.of(new FeatureAddress(model, source, index))).getFirst();
        }
    }
}
