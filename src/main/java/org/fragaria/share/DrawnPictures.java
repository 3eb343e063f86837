package org.fragaria.share;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import org.fragaria.problem.NotFoundException;

/**
 * Pictures as they are sent. A picture's SVG is made anew each time, which is cheap; its digest is the tag, and the key of
 * the PNG, which costs tens of milliseconds and is kept while there is room. So what was drawn of a replaced source or of
 * an older label is never shown. Safe for any number of threads.
 */
@ApplicationScoped
class DrawnPictures {

    private static final long ROOM_BYTES = 24L << 20;
    private static final int TAG_BYTES = 12;

    private final Cache<String, byte[]> kept = Caffeine.newBuilder()
            .maximumWeight(ROOM_BYTES)
            .weigher((String tag, byte[] png) -> png.length + 128)
            .executor(Runnable::run)
            .build();

    /** Kinds of file. */
    enum Kind {
        PNG("image/png"),
        SVG("image/svg+xml");

        final String type;

        Kind(String type) {
            this.type = type;
        }
    }

    /** The last part of an address: a name, and which kind of file. */
    record FileName(String name, Kind kind) {

        /**
         * Reads it.
         *
         * @throws NotFoundException if it ends in neither {@code .png} nor {@code .svg}
         */
        static FileName of(String file) {
            for (Kind kind : Kind.values()) {
                String suffix = "." + kind.name().toLowerCase(java.util.Locale.ROOT);
                if (file.endsWith(suffix)) {
                    return new FileName(file.substring(0, file.length() - suffix.length()), kind);
                }
            }
            throw new NotFoundException("No picture '" + file + "': there are .png and .svg.");
        }
    }

    /** The picture as an answer, or only "not modified". */
    Response answer(Picture picture, Kind kind, Request request) {
        String svg = PictureSvg.of(picture);
        String digest = digest(svg);
        EntityTag tag = new EntityTag(digest + "-" + kind.name().toLowerCase(java.util.Locale.ROOT));
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        Response.ResponseBuilder answer = unchanged == null
                ? Response.ok(kind == Kind.SVG ? svg : kept.get(digest, missing -> PicturePng.of(picture)), kind.type)
                : unchanged;
        return answer.tag(tag)
                .header(HttpHeaders.CACHE_CONTROL, "public, max-age=300")
                .build();
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
