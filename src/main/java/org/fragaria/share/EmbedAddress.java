package org.fragaria.share;

import java.net.URI;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.UriBuilder;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * {@code ?embed=true} on the address of a feature, or of its steering, is another page with parameters of its own: leads
 * such a request to {@link EmbedResource}. The address that people see stays.
 */
class EmbedAddress {

    private static final int FEATURE = 3;

    @ServerRequestFilter(preMatching = true)
    void lead(ContainerRequestContext request) {
        if (!"true".equals(request.getUriInfo().getQueryParameters().getFirst("embed"))) {
            return;
        }
        URI uri = request.getUriInfo().getRequestUri();
        String[] parts = uri.getRawPath().substring(1).split("/", -1);
        boolean steering = parts.length == FEATURE + 1 && parts[FEATURE].equals("steer");
        if (parts.length == FEATURE || steering) {
            request.setRequestUri(UriBuilder.fromUri(uri)
                    .replacePath("/embed" + uri.getRawPath())
                    .build());
        }
    }
}
