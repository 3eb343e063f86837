package org.fragaria.account;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

import io.vertx.core.http.HttpServerRequest;

/** Who asks for a run, for fairness between people: the browser's key, else where the request came from. */
@RequestScoped
public class Asker {

    @Inject
    Visitor visitor;

    @Inject
    HttpServerRequest request;

    /** A word for whoever asks, the same for all requests of one browser or, without a key, of one address. */
    public String id() {
        return visitor.owner()
                .orElseGet(() -> request.remoteAddress() == null
                        ? ""
                        : String.valueOf(request.remoteAddress().host()));
    }
}
