package org.fragaria.web;

import java.net.URI;
import java.util.regex.Pattern;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;

/**
 * Where a page stands on the web, for what leaves the site: canonical links, share cards, embeds, the sitemap. Templates
 * know it as {@code inject:site}. Lives as long as the request.
 */
@Named("site")
@RequestScoped
public class Site {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]");

    @Inject
    HttpServerRequest request;

    @Inject
    WebConfig config;

    /** Scheme, host and port without a slash at the end: as configured, else as the request says. */
    public String base() {
        return config.publicUrl().map(URI::toString).map(Site::withoutSlash).orElseGet(this::asAsked);
    }

    /** The path that was asked for, percent-encoded, without the words behind it. */
    public String path() {
        String path = request.path();
        return path == null ? "/" : path;
    }

    /** The whole address without the words behind it. */
    public String address() {
        return base() + path();
    }

    private String asAsked() {
        String scheme = request.isSSL() ? "https" : "http";
        @Nullable HostAndPort authority = request.authority();
        if (authority == null || !HOST.matcher(authority.host()).matches()) {
            return scheme + "://localhost";
        }
        int usual = request.isSSL() ? 443 : 80;
        int port = authority.port();
        return scheme + "://" + authority.host() + (port <= 0 || port == usual ? "" : ":" + port);
    }

    private static String withoutSlash(String address) {
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }
}
