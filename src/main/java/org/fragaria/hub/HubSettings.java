package org.fragaria.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.fragaria.problem.InvalidException;

/**
 * Where the hub is, where its files are kept, and who asks. The variables are those of Hugging Face's own tools, so that
 * one setting serves both. Source: huggingface_hub {@code src/huggingface_hub/constants.py}.
 *
 * @param endpoint base URL of the hub, without a slash at the end
 * @param cache folder of the cache
 * @param token what proves who asks; sent to the endpoint's own host only
 * @param offline whether the network must not be touched
 * @param own folder for what only we keep: copies of registries
 */
public record HubSettings(URI endpoint, Path cache, Optional<String> token, boolean offline, Path own) {

    private static final String DEFAULT_ENDPOINT = "https://huggingface.co";
    private static final Set<String> YES = Set.of("1", "on", "yes", "true");

    /**
     * Reads the environment.
     *
     * @param environment variables by name: {@code HF_ENDPOINT}, {@code HF_HUB_CACHE}, {@code HF_HOME}, {@code
     *     XDG_CACHE_HOME}, {@code HF_TOKEN}, {@code HF_TOKEN_PATH}, {@code HF_HUB_OFFLINE}
     * @param home the user's folder
     * @throws InvalidException if the base URL is none
     */
    public static HubSettings of(Map<String, String> environment, Path home) {
        Variables variables = new Variables(environment);
        Path caches = variables.first("XDG_CACHE_HOME").map(Path::of).orElse(home.resolve(".cache"));
        Path hfHome = variables.first("HF_HOME").map(Path::of).orElse(caches.resolve("huggingface"));
        Path cache = variables
                .first("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")
                .map(Path::of)
                .orElse(hfHome.resolve("hub"));
        Path tokenFile = variables.first("HF_TOKEN_PATH").map(Path::of).orElse(hfHome.resolve("token"));
        Optional<String> token = variables
                .first("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
                .or(() -> variables.yes("HF_HUB_DISABLE_IMPLICIT_TOKEN") ? Optional.empty() : read(tokenFile));
        String endpoint =
                variables.first("HF_ENDPOINT").orElse(DEFAULT_ENDPOINT).replaceFirst("/+$", "");
        boolean offline = variables.yes("HF_HUB_OFFLINE") || variables.yes("TRANSFORMERS_OFFLINE");
        return new HubSettings(
                baseUrl(endpoint), cache.toAbsolutePath().normalize(), token, offline, caches.resolve("fragaria"));
    }

    /** Variables; one that is set to nothing counts as not set. */
    private record Variables(Map<String, String> all) {
        Optional<String> first(String... names) {
            for (String name : names) {
                String value = all.getOrDefault(name, "").strip();
                if (!value.isEmpty()) {
                    return Optional.of(value);
                }
            }
            return Optional.empty();
        }

        boolean yes(String name) {
            return first(name)
                    .filter(v -> YES.contains(v.toLowerCase(Locale.ROOT)))
                    .isPresent();
        }
    }

    private static Optional<String> read(Path tokenFile) {
        if (!Files.isRegularFile(tokenFile)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(tokenFile).strip()).filter(token -> !token.isEmpty());
        } catch (IOException e) {
            throw new InvalidException(
                    "Token file " + tokenFile + " cannot be read (" + e.getMessage()
                            + "): make it readable, or set HF_TOKEN.",
                    e);
        }
    }

    private static URI baseUrl(String text) {
        try {
            URI url = URI.create(text);
            if (url.getHost() != null && Set.of("http", "https").contains(url.getScheme())) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidException("Hub " + text + " is no URL: expected e.g. " + DEFAULT_ENDPOINT + ".", e);
        }
        throw new InvalidException("Hub " + text + ": expected an http or https URL, e.g. " + DEFAULT_ENDPOINT + ".");
    }

    /** Without the token: it must not end in a log. */
    @Override
    public String toString() {
        return "HubSettings[" + endpoint + ", cache " + cache + ", " + (token.isPresent() ? "with" : "without")
                + " token" + (offline ? ", offline" : "") + "]";
    }
}
