package org.fragaria.lab;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

import io.vertx.core.http.HttpServerRequest;

import org.fragaria.account.Visitor;

/** Who asks for a run, for fairness between people: the browser's key, else where the request came from. */
@RequestScoped
class Asker {

    @Inject
    Visitor visitor;

    @Inject
    HttpServerRequest request;

    String id() {
        return visitor.owner()
                .orElseGet(() -> request.remoteAddress() == null
                        ? ""
                        : String.valueOf(request.remoteAddress().host()));
    }
}
