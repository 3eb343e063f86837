package org.fragaria.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import org.jspecify.annotations.Nullable;

/**
 * A page as it is sent: UTF-8, and compressed once somebody asks for that. Its tag is a digest of its content, so that it
 * is the same on every server that shows the same. Safe for any number of threads; whoever gets the arrays leaves them as
 * they are.
 */
public final class RenderedPage {

    private static final int TAG_BYTES = 12;

    private final byte[] html;
    private final EntityTag tag;
    private volatile byte @Nullable [] compressed;

    private RenderedPage(byte[] html) {
        this.html = html;
        tag = new EntityTag(HexFormat.of().formatHex(digest(html), 0, TAG_BYTES), true);
    }

    /** Renders a template. */
    public static RenderedPage of(TemplateInstance template) {
        return new RenderedPage(Utf8.render(template));
    }

    /**
     * The page as an answer, or only "not modified" to a browser that has it. Browsers are told to ask every time, so that
     * nobody sees a page of a source that was replaced. The tag is weak, since both encodings share it.
     */
    public Response answer(Request request) {
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        return (unchanged == null ? Response.ok(this) : unchanged)
                .tag(tag)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header(HttpHeaders.VARY, "Accept, Accept-Encoding")
                .build();
    }

    byte[] html() {
        return html;
    }

    /** The page in gzip; compressed at most a few times, if many ask first at the same moment. */
    byte[] gzip() {
        byte[] gzip = compressed;
        if (gzip == null) {
            gzip = compress(html);
            compressed = gzip;
        }
        return gzip;
    }

    /** Bytes of memory, the compressed form (a quarter) included. */
    int weight() {
        return html.length + html.length / 4 + 256;
    }

    private static byte[] compress(byte[] html) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(html.length / 3);
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes, 8192)) {
            gzip.write(html);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot happen in memory", e);
        }
        return bytes.toByteArray();
    }

    private static byte[] digest(byte[] html) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(html);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
