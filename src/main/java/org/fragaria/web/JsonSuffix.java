package org.fragaria.web;

import java.net.URI;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriBuilder;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** {@code /page.json} is {@code /page} asked for with {@code Accept: application/json}, so that JSON has a link. */
class JsonSuffix {

    private static final String SUFFIX = ".json";

    @ServerRequestFilter(preMatching = true)
    void strip(ContainerRequestContext request) {
        URI uri = request.getUriInfo().getRequestUri();
        String path = uri.getRawPath();
        if (!path.endsWith(SUFFIX)) {
            return;
        }
        String page = path.substring(0, path.length() - SUFFIX.length());
        request.setRequestUri(UriBuilder.fromUri(uri)
                .replacePath(page.isEmpty() || page.equals("/index") ? "/" : page)
                .build());
        request.getHeaders().putSingle(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON);
    }
}
