package org.fragaria.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import org.fragaria.hub.Published;
import org.fragaria.hub.Registry;
import org.fragaria.hub.Release;
import org.fragaria.problem.NotFoundException;

/** {@code releases}: what SAELens's registry has, or what one release has. */
@Command(
        name = "releases",
        description = "List published dictionaries: all releases, or the dictionaries of one.",
        mixinStandardHelpOptions = true)
final class ReleasesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HubOptions hub = new HubOptions();

    @Parameters(arity = "0..1", paramLabel = "RELEASE", description = "Show the dictionaries of this release.")
    private @Nullable String name;

    @Option(names = "--model", description = "Only releases of models whose name holds this, e.g. gpt2.")
    private @Nullable String model;

    @Option(
            names = "--registry",
            description = "File or URL of the registry (default: FRAGARIA_REGISTRY, else SAELens's).")
    private @Nullable String registry;

    @Override
    public Integer call() {
        Registry opened = hub.registry(Optional.ofNullable(registry));
        PrintWriter out = spec.commandLine().getOut();
        String one = name;
        if (one != null) {
            show(opened.release(one), out);
        } else {
            list(opened, out);
        }
        out.flush();
        return 0;
    }

    private void list(Registry opened, PrintWriter out) {
        String wanted = model == null ? "" : model.toLowerCase(Locale.ROOT);
        List<Release> found = opened.releases().stream()
                .filter(release -> release.model().toLowerCase(Locale.ROOT).contains(wanted))
                .toList();
        if (found.isEmpty()) {
            throw new NotFoundException("No release of a model whose name holds '" + wanted
                    + "'; the registry has releases of "
                    + String.join(
                            ", ",
                            opened.releases().stream()
                                    .map(Release::model)
                                    .distinct()
                                    .sorted()
                                    .toList())
                    + ".");
        }
        out.printf("%-52s %5s  %-40s %s%n", "release", "SAEs", "model", "format");
        found.forEach(release -> out.printf(
                "%-52s %5d  %-40s %s%n",
                release.name(),
                release.dictionaries().size(),
                release.model(),
                release.conversion().orElse("sae_lens")));
    }

    private static void show(Release release, PrintWriter out) {
        out.printf(
                "%s: %d dictionaries of %s in %s, format %s%n",
                release.name(),
                release.dictionaries().size(),
                release.model(),
                release.repository(),
                release.conversion().orElse("sae_lens"));
        release.overrides().forEach((key, value) -> out.printf("overrides %s: %s%n", key, value));
        out.printf("%-48s %8s %8s %8s  %s%n", "--sae", "L0", "var.exp.", "scale", "Neuronpedia");
        for (Published one : release.dictionaries()) {
            out.printf(
                    "%-48s %8s %8s %8s  %s%n",
                    one.id(),
                    number(one.l0()),
                    number(one.varianceExplained()),
                    number(one.normScalingFactor()),
                    one.neuronpedia().orElse("-"));
        }
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.4g", value.getAsDouble()) : "-";
    }
}
