package org.fragaria.web;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses who asks a page for a form that it does not have: where HTML and JSON are two methods, the first one answers
 * whatever was asked for.
 */
class Acceptable {

    @ServerRequestFilter
    void check(ContainerRequestContext request, ResourceInfo resource) {
        Produces produces = resource.getResourceMethod().getAnnotation(Produces.class);
        boolean page =
                produces != null && produces.value().length == 1 && produces.value()[0].equals(MediaType.TEXT_HTML);
        if (page
                && request.getAcceptableMediaTypes().stream()
                        .noneMatch(type -> type.isCompatible(MediaType.TEXT_HTML_TYPE))) {
            throw new NotAcceptableException();
        }
    }
}
