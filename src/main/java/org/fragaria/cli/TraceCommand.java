package org.fragaria.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.engine.Tracer;
import org.fragaria.hub.Hub;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.InterventionReader;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.weights.SafetensorsWriter;

/** {@code trace}: what happens inside a model on a text, as a safetensors file that anyone can compare with theirs. */
@Command(
        name = "trace",
        description = "Write activations, logits and feature activations of a text to a safetensors file.",
        mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {

    private static final String LOGITS = "logits";

    @Mixin
    private ModelInput input = new ModelInput();

    @Option(
            names = "--points",
            split = ",",
            description = "Addresses such as resid_post.2, and logits (default: ${DEFAULT-VALUE}).",
            defaultValue = LOGITS)
    private List<String> points = List.of(LOGITS);

    @Option(names = "--dictionary", description = "Folder of a dictionary: its feature activations are written too.")
    private @Nullable String dictionaryFolder;

    @Option(names = "--intervene", description = "Interventions as JSON, e.g. {\"feature\":3,\"strength\":5}.")
    private @Nullable String intervene;

    @Option(names = "--out", required = true, description = "The safetensors file to write.")
    private Path out = Path.of(".");

    @Override
    public Integer call() {
        Path folder = dictionaryFolder == null ? null : input.dictionary(dictionaryFolder);
        try (LanguageModel model = input.open()) {
            if (folder == null) {
                write(model, Optional.empty());
            } else {
                try (Dictionary dictionary = Dictionary.open(folder)) {
                    Address at = dictionary.config().address();
                    model.config().require(at);
                    dictionary.requireWidth(model.config().width(at.point()), at + " of model " + model.id());
                    write(model, Optional.of(dictionary));
                }
            }
        }
        return 0;
    }

    private void write(LanguageModel model, Optional<Dictionary> dictionary) {
        int[] ids = input.ids(model);
        List<Address> addresses = new ArrayList<>();
        points.stream().filter(p -> !p.equals(LOGITS)).map(Address::parse).forEach(addresses::add);
        List<Address> read = new ArrayList<>(addresses);
        dictionary.map(d -> d.config().address()).filter(a -> !read.contains(a)).ifPresent(read::add);
        String asked = intervene;
        List<Intervention> interventions = asked == null
                ? List.of()
                : new InterventionReader(
                                dictionary, Optional.of(model.tokenizer().vocabulary()))
                        .read(asked);
        Tracer.Trace trace = new Tracer(model).trace(ids, read, points.contains(LOGITS), interventions);

        SafetensorsWriter file = new SafetensorsWriter()
                .metadata("model", Hub.nameOf(model.folder()))
                .metadata("precision", model.precision().name().toLowerCase(java.util.Locale.ROOT))
                .add("ids", java.util.Arrays.stream(ids).asLongStream().toArray(), ids.length);
        for (Address address : addresses) {
            file.add(
                    address.toString(),
                    trace.tensor(address),
                    ids.length,
                    model.config().width(address.point()));
        }
        if (points.contains(LOGITS)) {
            file.add(LOGITS, trace.logits(), ids.length, model.config().vocabulary());
        }
        dictionary.ifPresent(d -> file.add(
                "features",
                encode(d, trace.tensor(d.config().address())),
                ids.length,
                d.config().dSae()));
        file.write(out);
        System.out.println("Wrote " + ids.length + " positions to " + out);
    }

    private static float[] encode(Dictionary dictionary, float[] x) {
        int width = dictionary.config().dIn();
        try (NDManager manager = org.fragaria.torch.Torch.manager().newSubManager()) {
            return dictionary
                    .encode(manager.create(x, new Shape(x.length / width, width)))
                    .toFloatArray();
        }
    }
}
