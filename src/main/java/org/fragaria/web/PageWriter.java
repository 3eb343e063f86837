package org.fragaria.web;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

import jakarta.inject.Inject;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** Sends a {@link Page} as HTML, or its view record as JSON, whichever the request negotiated. */
@Provider
@Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
public class PageWriter implements ServerMessageBodyWriter<Page> {

    @Inject
    ObjectMapper json;

    @Override
    public boolean isWriteable(Class<?> type, Type generic, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return Page.class.equals(type);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        return Page.class.equals(type);
    }

    @Override
    public void writeResponse(Page page, Type generic, ServerRequestContext context) throws IOException {
        if (page.embedded()) {
            Framed.allow(context.serverResponse());
        }
        context.serverResponse().end(render(page, context.getResponseMediaType()));
    }

    @Override
    public void writeTo(
            Page page,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        out.write(render(page, mediaType));
    }

    private byte[] render(Page page, MediaType mediaType) throws IOException {
        return mediaType.isCompatible(MediaType.APPLICATION_JSON_TYPE)
                ? json.writeValueAsBytes(page.view())
                : Utf8.render(page.html());
    }
}
