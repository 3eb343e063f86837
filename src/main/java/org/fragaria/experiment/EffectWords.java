package org.fragaria.experiment;

import java.util.ArrayList;
import java.util.List;

import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.web.Parameters;

/** What a text loses, as an address says it. */
public record EffectWords(
        @Parameter(description = "the text") @QueryParam("text") @Nullable
        String text,

        @Parameter(description = "a feature that is switched off, source/number; several with spaces between or again")
        @QueryParam("feature")
        @Nullable
        List<String> feature,

        @Parameter(description = "position of a token, from 1: which features matter for it?")
        @QueryParam("token")
        @Nullable
        String token,

        @Parameter(description = "a source whose features are tried for the token; may be given again")
        @QueryParam("source")
        @Nullable
        List<String> source) {

    /** Whether there is something to run. */
    boolean runs() {
        return text != null && !text.isBlank() && (!features().isEmpty() || token != null && !token.isBlank());
    }

    EffectRequest request() {
        List<InterventionSpec> specs = new ArrayList<>();
        for (String one : features()) {
            String[] parts = one.split("/", -1);
            if (parts.length < 2) {
                throw new InvalidException(
                        "Parameter feature='" + one + "': expected a source and a number, e.g. 2-res/103.");
            }
            specs.add(EffectRequest.off(
                    parts[parts.length - 2],
                    Parameters.whole("feature", parts[parts.length - 1], 0, 0, 1_000_000_000)));
        }
        return new EffectRequest(
                text == null ? "" : text,
                specs,
                token == null || token.isBlank() ? null : (Integer) Parameters.whole("token", token, 1, 1, 1_000_000),
                source == null || source.isEmpty() ? null : source);
    }

    private List<String> features() {
        List<String> found = new ArrayList<>();
        if (feature != null) {
            for (String one : feature) {
                for (String part : one.strip().split("[\\s,]+")) {
                    if (!part.isEmpty()) {
                        found.add(part);
                    }
                }
            }
        }
        return found;
    }

    /** The features as the form writes them. */
    String featureText() {
        return String.join(" ", features());
    }
}
