package org.fragaria.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.engine.Engine;
import org.fragaria.engine.Generation;
import org.fragaria.engine.GenerationRequest;
import org.fragaria.engine.Sampling;
import org.fragaria.engine.Tracer;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Positions;
import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.KvCache;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Step;
import org.fragaria.model.Taps;
import org.fragaria.problem.InvalidException;
import org.fragaria.torch.Precision;
import org.fragaria.torch.Torch;
import org.fragaria.weights.Weights;

/**
 * Compares one model with its golden: the folder of a model that also holds {@code golden.json} (prompts with their token
 * ids and greedy texts, the same steered) and {@code golden.safetensors} (tensors by prompt and address, {@code p0.z.1};
 * logits of the whole text or of its last tokens). The generators in {@code src/test/tools} say how goldens are made.
 */
final class Parity {

    private static final int TOKENS = 24;

    private final LanguageModel model;
    private final Weights golden;
    private final JsonNode report;

    private Parity(LanguageModel model, Weights golden, JsonNode report) {
        this.model = model;
        this.golden = golden;
        this.report = report;
    }

    /** Compares the model in a folder with its golden. */
    static ParityRow of(Path folder) throws IOException {
        JsonNode report =
                new ObjectMapper().readTree(folder.resolve("golden.json").toFile());
        if (!Files.isRegularFile(folder.resolve("golden.safetensors"))) {
            throw new InvalidException(folder + " has a golden.json but no golden.safetensors; make both anew.");
        }
        try (LanguageModel model = LanguageModel.open(folder, Precision.EXACT);
                Weights golden = Weights.open(folder.resolve("golden.safetensors"))) {
            Parity parity = new Parity(model, golden, report);
            return new ParityRow(
                    folder.getFileName().toString(),
                    model.config().architecture(),
                    storedAs(folder),
                    parity.logits(),
                    parity.points(),
                    parity.greedy(),
                    parity.steeredLogits(),
                    parity.steeredGreedy(),
                    parity.cache(),
                    report.has("bf16") ? OptionalDouble.of(report.path("bf16").asDouble()) : OptionalDouble.empty());
        }
    }

    private static String storedAs(Path folder) {
        try (Weights weights = Weights.open(folder)) {
            TreeSet<String> types = new TreeSet<>();
            weights.names().forEach(n -> types.add(weights.info(n).dtype().name()));
            return String.join(", ", types);
        }
    }

    private JsonNode prompts() {
        return report.path("prompts");
    }

    private double logits() {
        double worst = 0;
        for (int p = 0; p < prompts().size(); p++) {
            float[] found = new Tracer(model)
                    .trace(ids(prompts().get(p).path("ids")), List.of(), true, List.of())
                    .logits();
            worst = Differences.largest(worst, Differences.inDeviations(found, golden.floats("p" + p + ".logits")));
        }
        return worst;
    }

    /** Every hook point that the model has is in the golden of the first prompt; later prompts may leave some out. */
    private Map<HookPoint, Double> points() {
        Map<HookPoint, Double> worst = new EnumMap<>(HookPoint.class);
        List<Address> addresses = model.config().addresses();
        for (int p = 0; p < prompts().size(); p++) {
            Tracer.Trace trace =
                    new Tracer(model).trace(ids(prompts().get(p).path("ids")), addresses, false, List.of());
            for (Address address : addresses) {
                String name = "p" + p + "." + address;
                if (p == 0 || golden.names().contains(name)) {
                    double difference = Differences.relative(trace.tensor(address), golden.floats(name));
                    worst.merge(address.point(), difference, Differences::largest);
                }
            }
        }
        return worst;
    }

    private boolean greedy() {
        List<GenerationRequest> requests = new ArrayList<>();
        prompts().forEach(prompt -> requests.add(request(ids(prompt.path("ids")), List.of(List.of()))));
        List<List<int[]>> found = generate(requests);
        boolean same = true;
        for (int p = 0; p < found.size(); p++) {
            same &= Arrays.equals(found.get(p).getFirst(), ids(prompts().get(p).path("greedy")));
        }
        return same;
    }

    private double steeredLogits() {
        double worst = 0;
        for (JsonNode run : report.path("steering")) {
            float[] found = new Tracer(model)
                    .trace(ids(prompts().get(0).path("ids")), List.of(), true, steering(run))
                    .logits();
            float[] expected =
                    golden.floats("steer.logits." + run.path("coefficient").asDouble());
            worst = Differences.largest(worst, Differences.inDeviations(found, expected));
        }
        return worst;
    }

    private boolean steeredGreedy() {
        List<List<Intervention>> variants = new ArrayList<>();
        report.path("steering").forEach(run -> variants.add(steering(run)));
        List<int[]> found = generate(List.of(request(ids(prompts().get(0).path("ids")), variants)))
                .getFirst();
        boolean same = true;
        for (int v = 0; v < found.size(); v++) {
            same &= Arrays.equals(
                    found.get(v), ids(report.path("steering").get(v).path("greedy")));
        }
        return same;
    }

    private List<Intervention> steering(JsonNode run) {
        Address address = Address.parse(run.path("address").asText());
        float coefficient = (float) run.path("coefficient").asDouble();
        return List.of(Intervention.add(address, golden.floats("steer.vector"), coefficient, Positions.ALL)
                .withSpecialTokens());
    }

    private static GenerationRequest request(int[] ids, List<List<Intervention>> variants) {
        return new GenerationRequest(ids, variants, Sampling.GREEDY, TOKENS, false);
    }

    /** Prompt and generated ids by request and variant; all requests share batches. */
    private List<List<int[]>> generate(List<GenerationRequest> requests) {
        List<List<int[]>> texts = new ArrayList<>();
        List<Generation> running = new ArrayList<>();
        try (Engine engine = new Engine(model)) {
            for (GenerationRequest request : requests) {
                List<int[]> variants = new ArrayList<>();
                request.variants()
                        .forEach(v -> variants.add(Arrays.copyOf(request.prompt(), request.prompt().length + TOKENS)));
                texts.add(variants);
                running.add(
                        engine.submit(request, (variant, position, id, score) -> variants.get(variant)[position] = id));
            }
            running.forEach(g -> g.done().orTimeout(60, TimeUnit.SECONDS).join());
        }
        return texts;
    }

    private double cache() {
        double worst = 0;
        for (JsonNode prompt : prompts()) {
            int[] ids = ids(prompt.path("greedy"));
            float[] whole =
                    new Tracer(model).trace(ids, List.of(), true, List.of()).logits();
            worst = Differences.largest(worst, Differences.inDeviations(tokenByToken(ids), whole));
        }
        return worst;
    }

    private float[] tokenByToken(int[] ids) {
        Torch.inferenceThread();
        int vocabulary = model.config().vocabulary();
        float[] logits = new float[ids.length * vocabulary];
        try (KvCache cache = new KvCache(model.config(), model.manager())) {
            for (int t = 0; t < ids.length; t++) {
                cache.reserve(1, t + 1);
                try (NDManager manager = model.manager().newSubManager()) {
                    Step step = Step.cached(manager, new int[][] {{ids[t]}}, new int[] {t}, cache, 0);
                    NDArray found = model.logits(model.run(step, Taps.NONE));
                    System.arraycopy(found.toFloatArray(), 0, logits, t * vocabulary, vocabulary);
                }
            }
        }
        return logits;
    }

    private static int[] ids(JsonNode list) {
        int[] ids = new int[list.size()];
        Arrays.setAll(ids, i -> list.get(i).asInt());
        return ids;
    }
}
