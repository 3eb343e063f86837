package org.fragaria.web;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;

/**
 * A page as it is sent: UTF-8, plain and in gzip. One that was just rendered has the plain form and compresses when asked;
 * one that is {@linkplain #compact kept} has the compressed form, a quarter as large, and expands when asked. Its tag is a
 * digest of its content, so that it is the same on every server that shows the same. Immutable; whoever gets the arrays
 * leaves them as they are.
 */
public final class RenderedPage {

    private static final int TAG_BYTES = 12;

    private final byte[] bytes;
    private final boolean compressed;
    private final EntityTag tag;

    private RenderedPage(byte[] bytes, boolean compressed, EntityTag tag) {
        this.bytes = bytes;
        this.compressed = compressed;
        this.tag = tag;
    }

    /** Renders a template. */
    public static RenderedPage of(TemplateInstance template) {
        byte[] html = Utf8.render(template);
        String digest = HexFormat.of().formatHex(digest(html), 0, TAG_BYTES);
        return new RenderedPage(html, false, new EntityTag(digest, true));
    }

    /** The same page in its compressed form. */
    RenderedPage compact() {
        return compressed ? this : new RenderedPage(compress(bytes), true, tag);
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

    /** The page as UTF-8; expanded for each caller if it is kept compressed. */
    byte[] html() {
        return compressed ? expand(bytes) : bytes;
    }

    /** The page in gzip; compressed for each caller if it was just rendered. */
    byte[] gzip() {
        return compressed ? bytes : compress(bytes);
    }

    /** Whether the compressed form is what it has. */
    boolean compressed() {
        return compressed;
    }

    /** Bytes of memory. */
    int weight() {
        return bytes.length + 256;
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

    private static byte[] expand(byte[] gzip) {
        try (GZIPInputStream html = new GZIPInputStream(new ByteArrayInputStream(gzip), 8192)) {
            return html.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot happen in memory", e);
        }
    }

    private static byte[] digest(byte[] html) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(html);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
