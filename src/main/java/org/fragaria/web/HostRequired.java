package org.fragaria.web;

import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/**
 * Refuses requests that do not say which host they ask (RFC 9112, section 3.2), before anything reads an address that
 * cannot be made without one.
 */
class HostRequired {

    /** Before all filters of Quarkus itself. */
    private static final int FIRST = 10_000;

    void install(@Observes Filters filters) {
        filters.register(
                context -> {
                    if (unsaid(context.request())) {
                        refuse(context.request());
                    } else {
                        context.next();
                    }
                },
                FIRST);
    }

    /** A host that is said but is none is dealt with where links are made. */
    private static boolean unsaid(HttpServerRequest request) {
        return request.authority() == null && !request.headers().contains(HttpHeaders.HOST);
    }

    private static void refuse(HttpServerRequest request) {
        String detail = "The request has no Host header: expected the name of this server, as HTTP/1.1 asks.";
        JsonObject problem = new JsonObject()
                .put("type", Problem.type("request"))
                .put("title", "Bad Request")
                .put("status", 400)
                .put("detail", detail)
                .put("instance", request.path());
        request.response()
                .setStatusCode(400)
                .putHeader("Content-Type", "application/problem+json")
                .end(problem.encode());
    }
}
