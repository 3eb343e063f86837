package org.fragaria.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import org.fragaria.build.Terminal;
import org.fragaria.hub.Hub;
import org.fragaria.hub.HubAddress;
import org.fragaria.hub.HubObserver;
import org.fragaria.hub.HubSettings;
import org.fragaria.hub.Registry;
import org.fragaria.hub.RegistryFile;

/** Where commands get what lies on a hub; the rest of its settings are the variables of docs/hub.md. */
final class HubOptions {

    private static final double MEGA = 1e6;

    @Option(names = "--hub", description = "Base URL of the hub (default: HF_ENDPOINT, else https://huggingface.co).")
    private @Nullable String hub;

    @Option(
            names = "--cache",
            description = "Folder of the hub's cache (default: HF_HUB_CACHE, else ~/.cache/huggingface/hub).")
    private @Nullable Path cache;

    /** The folder of a model that was given as folder or address; downloaded if need be. */
    Path model(String given) {
        return HubAddress.unlessLocal(given)
                .map(address -> open().model(address))
                .orElseGet(() -> Path.of(given));
    }

    /** The folder, or file, of a dictionary that was given as folder or address; downloaded if need be. */
    Path dictionary(String given) {
        return HubAddress.unlessLocal(given)
                .map(address -> open().dictionary(address))
                .orElseGet(() -> Path.of(given));
    }

    Hub open() {
        return new Hub(settings(), new Shown(new Terminal(System.err)));
    }

    /** The registry that an option names, else a variable, else SAELens's own. */
    Registry registry(Optional<String> given) {
        return new RegistryFile(settings(), new Shown(new Terminal(System.err)))
                .open(given.or(() -> Optional.ofNullable(System.getenv("FRAGARIA_REGISTRY")))
                        .filter(text -> !text.isBlank()));
    }

    private HubSettings settings() {
        Map<String, String> variables = new HashMap<>(System.getenv());
        if (hub != null) {
            variables.put("HF_ENDPOINT", hub);
        }
        if (cache != null) {
            variables.put("HF_HUB_CACHE", cache.toString());
        }
        return HubSettings.of(variables, Path.of(System.getProperty("user.home")));
    }

    /** Downloads as people watch them. */
    private record Shown(Terminal terminal) implements HubObserver {
        @Override
        public void progress(Progress progress) {
            String file = progress.file().substring(progress.file().lastIndexOf('/') + 1);
            terminal.progress(
                    progress.total() > 0
                            ? "%s: %,.1f of %,.1f MB, %.0f %%, %,.1f MB/s"
                                    .formatted(
                                            file,
                                            progress.bytes() / MEGA,
                                            progress.total() / MEGA,
                                            100.0 * progress.bytes() / progress.total(),
                                            progress.bytesPerSecond() / MEGA)
                            : "%s: %,.1f MB, %,.1f MB/s"
                                    .formatted(file, progress.bytes() / MEGA, progress.bytesPerSecond() / MEGA));
        }

        @Override
        public void line(String text) {
            terminal.line(text);
        }
    }
}
