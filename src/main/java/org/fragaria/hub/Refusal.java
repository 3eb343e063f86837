package org.fragaria.hub;

import java.net.http.HttpResponse;
import java.util.Optional;

import org.fragaria.problem.FragariaException;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.UnavailableException;

/**
 * Puts into words why a hub did not give something. The hub says more than its status: {@code X-Error-Code} tells a
 * missing repository from a missing revision or file, and one whose licence has to be accepted first; without a token it
 * answers 401, not 404, for a repository that does not exist, lest it betray a private one. Source: huggingface_hub
 * {@code src/huggingface_hub/utils/_http.py}.
 *
 * @param settings which hub, and whether a token was sent
 * @param address what was asked for
 * @param file which file of it, or empty for the repository itself
 */
record Refusal(HubSettings settings, HubAddress address, String file) {

    /** The error for an answer that is none of 2xx and 3xx. */
    FragariaException of(HttpResponse<?> answer) {
        String code = header(answer, "X-Error-Code");
        int status = answer.statusCode();
        String repository = address.repository();
        if (code.equals("GatedRepo") || (status == 403 && !code.equals("RepoNotFound"))) {
            return new InvalidException(status + ": " + repository + " is gated: accept its licence at "
                    + settings.endpoint() + "/" + repository + ", and " + credentials() + ".");
        }
        if (code.equals("RevisionNotFound")) {
            return new NotFoundException("Repository " + repository + " at " + settings.endpoint()
                    + " has no revision '" + address.revision() + "': look at its branches, tags and commits there.");
        }
        if (code.equals("EntryNotFound") || (status == 404 && !file.isEmpty() && code.isEmpty())) {
            return new NotFoundException("Repository " + repository + " at " + settings.endpoint() + " has no file "
                    + file + " in revision '" + address.revision() + "'.");
        }
        if (status == 401 || status == 404 || code.equals("RepoNotFound")) {
            return new NotFoundException("Repository " + repository + " does not exist at " + settings.endpoint() + " ("
                    + status + "), nor is there such a folder here; if it is private, " + credentials() + ".");
        }
        return new UnavailableException("The hub " + settings.endpoint() + " answered " + status + " for " + address
                + (file.isEmpty() ? "" : ", file " + file) + said(answer) + ".");
    }

    private String credentials() {
        return settings.token().isPresent()
                ? "make sure that the token in use (HF_TOKEN or the token file) is valid and of an account that may read it"
                : "set HF_TOKEN to a token of an account that may read it";
    }

    private static String said(HttpResponse<?> answer) {
        return Optional.of(header(answer, "X-Error-Message"))
                .filter(message -> !message.isEmpty())
                .map(message -> ": " + message)
                .orElse("");
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
