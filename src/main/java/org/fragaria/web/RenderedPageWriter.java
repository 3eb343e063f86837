package org.fragaria.web;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;

import jakarta.inject.Inject;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;

import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/** Sends a {@link RenderedPage}, compressed if the request accepts that. */
@Provider
@Produces(MediaType.TEXT_HTML)
public class RenderedPageWriter implements ServerMessageBodyWriter<RenderedPage> {

    @Inject
    PageCache pages;

    @Override
    public boolean isWriteable(Class<?> type, Type generic, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return RenderedPage.class.equals(type);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        return RenderedPage.class.equals(type);
    }

    @Override
    public void writeResponse(RenderedPage page, Type generic, ServerRequestContext context) {
        ServerHttpResponse response = context.serverResponse();
        if (acceptsGzip(context.getRequestHeaders().getHeaderString(HttpHeaders.ACCEPT_ENCODING))) {
            response.setResponseHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
            response.end(page.gzip());
        } else {
            response.end(pages.html(page));
        }
    }

    @Override
    public void writeTo(
            RenderedPage page,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        out.write(page.html());
    }

    /** Whether gzip is named, and not with the quality 0. */
    static boolean acceptsGzip(@Nullable String acceptEncoding) {
        return acceptEncoding != null
                && Arrays.stream(acceptEncoding.split(",", -1))
                        .map(coding -> coding.replace(" ", ""))
                        .anyMatch(coding -> coding.equals("gzip")
                                || (coding.startsWith("gzip;q=") && !coding.matches("gzip;q=0(\\.0*)?")));
    }
}
