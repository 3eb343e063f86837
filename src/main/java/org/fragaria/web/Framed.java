package org.fragaria.web;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;

/**
 * Whether a page is asked for to be shown in a frame of another site: {@code ?embed=true}. Only such an answer lets itself
 * be framed; every other one keeps the policy of application.properties, under which only this site may frame it.
 */
public enum Framed {
    /** As a page of its own. */
    FALSE,
    /** In a frame. */
    TRUE;

    /** The header. */
    static final String POLICY = "Content-Security-Policy";

    private static final String OWN = "frame-ancestors 'self'";
    private static final String ANY = "frame-ancestors *";

    /** Lets any site show this answer in a frame; all else of the policy stays. */
    static void allow(ServerHttpResponse response) {
        String policy =
                ConfigProvider.getConfig().getValue("quarkus.http.header.\"" + POLICY + "\".value", String.class);
        response.setResponseHeader(POLICY, policy.replace(OWN, ANY));
    }
}
