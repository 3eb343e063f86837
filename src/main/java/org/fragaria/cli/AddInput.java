package org.fragaria.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.fragaria.hub.Hub;
import org.fragaria.hub.ModelNames;
import org.fragaria.hub.Prepared;
import org.fragaria.hub.Published;
import org.fragaria.hub.Release;
import org.fragaria.problem.InvalidException;

/** Which model and dictionary {@code add} measures: folders, addresses on a hub, or a release of the registry. */
final class AddInput {

    /** Where dictionaries lie to which a registry adds something; the catalog leaves names with a dot alone. */
    private static final String PREPARED = ".dictionaries";

    private static final Pattern AVERAGE_L0 = Pattern.compile("average_l0_(\\d{1,9})");

    @Mixin
    private HubOptions hub = new HubOptions();

    @Option(
            names = "--model",
            description =
                    "Folder of the model (Hugging Face layout), or owner/name on the hub (default: the release's).")
    private @Nullable String model;

    @Option(names = "--dictionary", description = "Folder or file of the dictionary, or owner/name/folder on the hub.")
    private @Nullable String dictionary;

    @Option(
            names = "--release",
            description = "In place of --dictionary: a release of SAELens's registry (see 'fragaria releases').")
    private @Nullable String release;

    @Option(names = "--sae", description = "Which dictionary of the release, e.g. blocks.7.hook_resid_pre.")
    private @Nullable String sae;

    @Option(
            names = "--registry",
            description = "File or URL of the registry (default: FRAGARIA_REGISTRY, else SAELens's).")
    private @Nullable String registry;

    /**
     * What was found.
     *
     * @param model the model's folder
     * @param dictionary the dictionary's folder or file
     * @param modelId what the registry calls the model
     * @param sourceId what the registry calls the source
     * @param address where the registry says that the dictionary reads, where its own files do not
     * @param l0 what the registry, or the name of its folder, says of its L0
     */
    record Found(
            Path model,
            Path dictionary,
            Optional<String> modelId,
            Optional<String> sourceId,
            Optional<String> address,
            OptionalDouble l0) {}

    /**
     * Finds, and downloads if need be; the dictionary first, since it is smaller.
     *
     * @param data the data folder
     */
    Found find(Path data) {
        String ofRelease = release;
        String given = dictionary;
        if ((ofRelease == null) == (given == null)) {
            throw new InvalidException(
                    "Which dictionary? Give either --dictionary FOLDER, or --release NAME --sae ID.");
        }
        if (given != null && sae != null) {
            throw new InvalidException("--sae belongs to --release; with --dictionary give a folder.");
        }
        if (given != null) {
            String named = model;
            if (named == null) {
                throw new InvalidException("--model is missing: a folder, or owner/name on the hub.");
            }
            Path found = hub.dictionary(given);
            return new Found(
                    hub.model(named), found, Optional.empty(), Optional.empty(), Optional.empty(), named(found));
        }
        return ofRelease(ofRelease == null ? "" : ofRelease, data);
    }

    private Found ofRelease(String name, Path data) {
        Release known = hub.registry(Optional.ofNullable(registry)).release(name);
        String id = sae;
        if (id == null) {
            throw new InvalidException("--sae is missing: release " + name + " has "
                    + known.dictionaries().size() + " dictionaries, e.g. "
                    + known.dictionaries().getFirst().id() + ". All of them: ./fragaria releases " + name);
        }
        Published published = known.dictionary(id);
        Hub open = hub.open();
        String named = model;
        Path downloaded = open.dictionary(published.address());
        Path folder = named == null ? open.model(ModelNames.repository(known.model())) : open.model(named);
        return new Found(
                folder,
                Prepared.of(published, downloaded, data.resolve(PREPARED)),
                Optional.of(published.modelId()),
                Optional.of(published.sourceId()),
                known.conversion().flatMap(any -> published.hook()),
                published.l0().isPresent() ? published.l0() : named(downloaded));
    }

    /** The L0 that Gemma Scope's folders are named after. */
    private static OptionalDouble named(Path dictionary) {
        Matcher name = AVERAGE_L0.matcher(
                dictionary.toAbsolutePath().normalize().getFileName().toString());
        return name.matches() ? OptionalDouble.of(Double.parseDouble(name.group(1))) : OptionalDouble.empty();
    }
}
