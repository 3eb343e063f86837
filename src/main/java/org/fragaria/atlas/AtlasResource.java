package org.fragaria.atlas;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureResource;
import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.Label;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Token;
import org.fragaria.map.FeatureMap;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;
import org.fragaria.problem.UnavailableException;

/** What the map on a source's page fetches: its points, what a few of them are called, which ones say a word. */
@Path("/")
public class AtlasResource {

    private static final int MOST_NAMED = 100;
    private static final int TOKENS = 4;
    private static final int LONGEST_WORDS = 200;

    @Inject
    Shelf shelf;

    @Inject
    Atlas atlas;

    @Inject
    Labels labels;

    private final Cache<OpenSource, Points> points =
            Caffeine.newBuilder().weakKeys().maximumSize(32).build();

    /** The bytes of a map and their tag. */
    private record Points(byte[] bytes, EntityTag tag) {

        static Points of(FeatureMap map, OpenSource open) {
            byte[] bytes = MapBytes.of(map, open);
            return new Points(bytes, new EntityTag(Digest.of(bytes)));
        }
    }

    /** Positions and columns, as {@link MapBytes} lays them out. */
    @GET
    @Path("{model}/{source}/map.bin")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public Response map(
            @PathParam("model") String model, @PathParam("source") String source, @Context Request request) {
        try (OpenSource open = shelf.borrow(model, source)) {
            FeatureMap map = drawn(open);
            Points found = points.get(open, missing -> Points.of(map, open));
            Response.ResponseBuilder unchanged = request.evaluatePreconditions(found.tag());
            return (unchanged == null ? Response.ok(found.bytes()) : unchanged)
                    .tag(found.tag())
                    .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                    .build();
        }
    }

    private FeatureMap drawn(OpenSource open) {
        return atlas.map(open)
                .orElseThrow(() -> new UnavailableException("The map of "
                        + open.manifest().model() + "/" + open.manifest().source()
                        + " is being drawn for the first time: ask again in a moment."));
    }

    /**
     * What a feature is called.
     *
     * @param label its best label; null if it has none
     * @param tokens its strongest tokens
     */
    public record Named(int index, @Nullable String label, List<Token> tokens) {}

    /** The names of some features. */
    public record Names(List<Named> features) {}

    /** What some features are called, for the card beside a point. */
    @GET
    @Path("{model}/{source}/names")
    @Produces(MediaType.APPLICATION_JSON)
    public Names names(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @QueryParam("features") @Nullable String features) {
        try (OpenSource open = shelf.borrow(model, source)) {
            String[] numbers = features == null ? new String[0] : features.split(",", -1);
            if (numbers.length == 0 || numbers.length > MOST_NAMED) {
                throw new InvalidException("Parameter features: expected 1 to " + MOST_NAMED
                        + " numbers with commas between them, found " + numbers.length + ".");
            }
            return new Names(Arrays.stream(numbers)
                    .map(number -> FeatureResource.number(open, number))
                    .flatMap(index -> open.features().row(index).stream())
                    .map(row -> named(open, row))
                    .toList());
        }
    }

    private Named named(OpenSource open, Row row) {
        return new Named(
                row.index(),
                labels.best(open, row).map(Label::text).orElse(null),
                row.tokens().stream()
                        .limit(TOKENS)
                        .map(score -> Token.of(score, open.tokens(), row.max()))
                        .toList());
    }

    /** The features that say something, by number. */
    public record Saying(String find, List<Integer> features) {}

    /** Features on the map whose label or strongest tokens contain a text. */
    @GET
    @Path("{model}/{source}/saying")
    @Produces(MediaType.APPLICATION_JSON)
    public Saying saying(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @QueryParam("find") @Nullable String find) {
        try (OpenSource open = shelf.borrow(model, source)) {
            String text = words(find);
            FeatureMap map = drawn(open);
            List<Integer> found = new ArrayList<>();
            if (!text.isBlank()) {
                IntPredicate says = Wording.saying(text, open, labels);
                for (int place = 0; place < map.size(); place++) {
                    if (says.test(map.feature(place))) {
                        found.add(map.feature(place));
                    }
                }
            }
            return new Saying(text, found);
        }
    }

    /**
     * A text to find features by.
     *
     * @throws TooLargeException if it is longer than anybody's label
     */
    public static String words(@Nullable String text) {
        if (text != null && text.length() > LONGEST_WORDS) {
            throw new TooLargeException("The text to find has " + text.length() + " characters: expected at most "
                    + LONGEST_WORDS + ". Shorten it.");
        }
        return text == null ? "" : text;
    }
}
