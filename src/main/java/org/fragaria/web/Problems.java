package org.fragaria.web;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import org.fragaria.problem.FragariaException;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooManyException;
import org.fragaria.problem.UnavailableException;

/**
 * Turns every failure of a request into a {@link Problem}: our own errors as they say, HTTP's own (unknown path, wrong
 * method) in words, anything else as a bug that is logged once under an id, of which only the id is shown.
 */
class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);

    @Inject
    Instance<Suggestions> suggestions;

    @CheckedTemplate(basePath = "web")
    static class Templates {
        static native TemplateInstance problem(ProblemPage page);

        private Templates() {}
    }

    @ServerExceptionMapper
    Response ours(FragariaException failure, ContainerRequestContext request) {
        Response answer = answer(Problem.of(failure, path(request)), request, null);
        if (failure instanceof UnavailableException unavailable) {
            answer.getHeaders().putSingle(HttpHeaders.RETRY_AFTER, unavailable.retryAfter());
        } else if (failure instanceof TooManyException tooMany) {
            answer.getHeaders().putSingle(HttpHeaders.RETRY_AFTER, tooMany.retryAfter());
        }
        return answer;
    }

    @ServerExceptionMapper
    Response http(WebApplicationException failure, ContainerRequestContext request) {
        Response original = failure.getResponse();
        int status = original.getStatus();
        if (status < 400) {
            return original;
        }
        if (status >= 500) {
            return unexpected(failure, request);
        }
        Problem problem = status == 404
                ? new Problem(Problem.type("not-found"), "Not found", 404, noSuchPage(request), path(request), null)
                : new Problem(
                        Problem.type("request"),
                        original.getStatusInfo().getReasonPhrase(),
                        status,
                        unfit(status, request),
                        path(request),
                        null);
        return answer(problem, request, original);
    }

    /** A body of JSON that says something else than was asked for: an unknown key, a word where a number belongs. */
    @ServerExceptionMapper
    Response json(MismatchedInputException failure, ContainerRequestContext request) {
        return ours(new InvalidException(JsonMistake.of(failure), failure), request);
    }

    @ServerExceptionMapper
    Response unexpected(Throwable failure, ContainerRequestContext request) {
        String id = UUID.randomUUID().toString().substring(0, 8);
        LOG.errorf(failure, "Unexpected error %s at %s", id, path(request));
        String detail = "This is a mistake of the program, not yours. It is in the server's log under " + id + ".";
        return answer(
                new Problem(Problem.type("unexpected"), "Unexpected error", 500, detail, path(request), id),
                request,
                null);
    }

    private static String noSuchPage(ContainerRequestContext request) {
        return "There is no page at " + path(request)
                + ". Addresses are /{model}, /{model}/{source} and /{model}/{source}/{index}; / lists what is here.";
    }

    private static String unfit(int status, ContainerRequestContext request) {
        return switch (status) {
            case 405 -> "The address " + path(request) + " does not answer " + request.getMethod() + ".";
            case 406 -> "The address " + path(request) + " has HTML and JSON, but not " + accepted(request) + ".";
            case 415 -> "The address " + path(request) + " does not read bodies of this type: send JSON.";
            default -> "The request does not say what this address needs.";
        };
    }

    private Response answer(
            Problem problem, ContainerRequestContext request, @org.jspecify.annotations.Nullable Response original) {
        Response.ResponseBuilder answer = Response.status(problem.status());
        if (original != null && original.getHeaderString(HttpHeaders.ALLOW) != null) {
            answer.header(HttpHeaders.ALLOW, original.getHeaderString(HttpHeaders.ALLOW));
        }
        return prefersHtml(request)
                ? answer.type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                        .entity(Templates.problem(ProblemPage.of(problem, near(problem)))
                                .render())
                        .build()
                : answer.type(Problem.MEDIA_TYPE).entity(problem).build();
    }

    private List<Suggestions.Place> near(Problem problem) {
        return problem.status() == 404 && suggestions.isResolvable()
                ? suggestions.get().near(problem.instance())
                : List.of();
    }

    private static boolean prefersHtml(ContainerRequestContext request) {
        if (path(request).startsWith("/api/")) {
            return false;
        }
        boolean sentJson =
                request.getMediaType() != null && MediaType.APPLICATION_JSON_TYPE.isCompatible(request.getMediaType());
        for (MediaType type : request.getAcceptableMediaTypes()) {
            if (sentJson && type.isWildcardType()) {
                return false; // a program: browsers name the types of pages, and send forms
            }
            if (type.isCompatible(MediaType.TEXT_HTML_TYPE)) {
                return true;
            }
            if (type.getSubtype().endsWith("json")) {
                return false;
            }
        }
        return false;
    }

    private static String accepted(ContainerRequestContext request) {
        return String.valueOf(request.getHeaderString(HttpHeaders.ACCEPT));
    }

    private static String path(ContainerRequestContext request) {
        return request.getUriInfo().getRequestUri().getPath();
    }
}
