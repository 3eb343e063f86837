package org.fragaria.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

import org.fragaria.intervention.BatchEdits;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Positions;
import org.fragaria.intervention.RowContext;
import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.KvCache;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Step;
import org.fragaria.torch.Precision;
import org.fragaria.torch.Torch;

/**
 * {@code bench engine}: prefill and decode of a random model of GPT-2 small's size with a steering vector in every row,
 * in exact and fast precision, against eager PyTorch doing the same steps with the same hook. The three take turns within
 * each round; figures are medians over rounds, ratios are of neighbours in a round.
 */
public final class EngineBench {

    private static final int PROMPT = 32;
    private static final int STEPS = 16;
    private static final int PREFILL = 256;
    private static final int[] BATCHES = {1, 2, 8};
    static final int CHECKED = 48;

    private final int rounds;
    private final int threads;
    private final String python;

    /**
     * @param python a Python with torch; without one only our own figures are measured
     */
    public EngineBench(int rounds, int threads, String python) {
        this.rounds = rounds;
        this.threads = threads;
        this.python = python;
    }

    /** Runs everything; figures by name, milliseconds or ratios, in a fixed order. */
    public Map<String, Object> run() throws IOException {
        Path folder = Files.createTempDirectory("fragaria-bench");
        try {
            RandomGpt2.write(folder, 12, 768, 12, 50257, 1024);
            Torch.threads(threads);
            try (LanguageModel exact = LanguageModel.open(folder, Precision.EXACT);
                    LanguageModel fast = LanguageModel.open(folder, Precision.FAST)) {
                Optional<TorchPeer> peer = TorchPeer.gpt2(python, folder, threads);
                try {
                    return measure(exact, fast, peer.orElse(null));
                } finally {
                    peer.ifPresent(TorchPeer::close);
                }
            }
        } finally {
            delete(folder);
        }
    }

    private Map<String, Object> measure(LanguageModel exact, LanguageModel fast, @Nullable TorchPeer peer)
            throws IOException {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("threads", threads);
        figures.put("rounds", rounds);
        figures.put("peer", peer == null ? "none: no Python with torch" : peer.version());
        double bandwidth = readBandwidth();
        figures.put("read_gb_per_s", Statistics.round(bandwidth));
        List<Case> cases = new ArrayList<>();
        cases.add(new Case("prefill_" + PREFILL, 1, PREFILL, 0));
        for (int batch : BATCHES) {
            cases.add(new Case("decode_b" + batch, batch, PROMPT, STEPS));
        }
        for (Case c : cases) {
            measure(c, exact, fast, peer, bandwidth, figures);
        }
        differences(exact, fast, peer, figures);
        return figures;
    }

    /** Prompts of some rows, and how many tokens more each row gets. */
    record Case(String name, int rows, int prompt, int steps) {}

    private void measure(
            Case c,
            LanguageModel exact,
            LanguageModel fast,
            @Nullable TorchPeer peer,
            double bandwidth,
            Map<String, Object> figures)
            throws IOException {
        double[][] times = new double[3][rounds];
        for (int round = -1; round < rounds; round++) {
            double[] now = {
                time(exact, c),
                time(fast, c),
                peer == null
                        ? Double.NaN
                        : c.steps == 0 ? peer.prefill(c.rows, c.prompt) : peer.decode(c.rows, c.prompt, c.steps)
            };
            for (int i = 0; i < now.length && round >= 0; i++) {
                times[i][round] = now[i];
            }
        }
        figures.put(c.name + "_exact_ms", Statistics.round(Statistics.median(times[0])));
        figures.put(c.name + "_fast_ms", Statistics.round(Statistics.median(times[1])));
        if (peer != null) {
            figures.put(c.name + "_torch_ms", Statistics.round(Statistics.median(times[2])));
            figures.put(
                    c.name + "_exact_ratio",
                    Statistics.round(Statistics.median(Statistics.ratios(times[2], times[0]))));
            figures.put(
                    c.name + "_fast_ratio", Statistics.round(Statistics.median(Statistics.ratios(times[2], times[1]))));
        }
        if (c.steps > 0) {
            double floor = 4.0 * exact.parameters() / bandwidth / 1e6;
            figures.put(c.name + "_exact_times_floor", Statistics.round(Statistics.median(times[0]) / floor));
            figures.put(c.name + "_fast_times_floor", Statistics.round(Statistics.median(times[1]) / (floor / 2)));
        }
    }

    /** Milliseconds of a prefill, or per step of decoding. */
    static double time(LanguageModel model, Case c) {
        try (KvCache cache = new KvCache(model.config(), model.manager())) {
            cache.reserve(c.rows, c.prompt + c.steps + 1);
            int[][] next = prompt(model, c.rows, c.prompt);
            long begin = System.nanoTime();
            next = step(model, next, 0, c.prompt, cache);
            if (c.steps == 0) {
                return (System.nanoTime() - begin) / 1e6;
            }
            begin = System.nanoTime();
            for (int n = 0; n < c.steps; n++) {
                next = step(model, next, c.prompt + n, c.prompt, cache);
            }
            return (System.nanoTime() - begin) / 1e6 / c.steps;
        }
    }

    private static int[][] step(LanguageModel model, int[][] tokens, int start, int promptLength, KvCache cache) {
        try (NDManager manager = model.manager().newSubManager()) {
            NDArray likeliest =
                    logits(model, manager, tokens, start, promptLength, cache).argMax(1);
            return Arrays.stream(likeliest.toLongArray())
                    .mapToObj(id -> new int[] {(int) id})
                    .toArray(int[][]::new);
        }
    }

    private static NDArray logits(
            LanguageModel model, NDManager manager, int[][] tokens, int start, int promptLength, KvCache cache) {
        int count = tokens[0].length;
        List<Intervention> steered = List.of(steering(model));
        BatchEdits edits = new BatchEdits(Arrays.stream(tokens)
                .map(row -> new RowContext(steered, start, promptLength, row, new boolean[count]))
                .toList());
        int[] starts = new int[tokens.length];
        Arrays.fill(starts, start);
        NDArray normed = model.run(Step.cached(manager, tokens, starts, cache, 0), edits);
        return model.logits(normed.get(":, " + (count - 1)));
    }

    private static Intervention steering(LanguageModel model) {
        float[] vector = new float[model.config().dModel()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) Math.sin(i);
        }
        Address middle = new Address(HookPoint.RESID_POST, model.config().layers() / 2);
        return Intervention.add(middle, vector, 2f, Positions.ALL);
    }

    /** The same made-up tokens as in eager_gpt2.py. */
    private static int[][] prompt(LanguageModel model, int rows, int tokens) {
        int[][] prompt = new int[rows][tokens];
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < tokens; i++) {
                prompt[r][i] = (7 + 131 * i + 17 * r) % model.config().vocabulary();
            }
        }
        return prompt;
    }

    private static void differences(
            LanguageModel exact, LanguageModel fast, @Nullable TorchPeer peer, Map<String, Object> figures)
            throws IOException {
        float[] ours = lastLogits(exact);
        if (peer != null) {
            figures.put("exact_logits_from_torch", Statistics.worst(ours, peer.logits(CHECKED)));
        }
        figures.put("fast_logits_from_exact_prefill", Statistics.worst(lastLogits(fast), ours));
        figures.put("fast_logits_from_exact_decode_b1", Statistics.worst(decodedLogits(fast), decodedLogits(exact)));
        figures.put("logits_deviation", Statistics.deviation(ours));
    }

    static float[] lastLogits(LanguageModel model) {
        try (KvCache cache = new KvCache(model.config(), model.manager());
                NDManager manager = model.manager().newSubManager()) {
            cache.reserve(1, CHECKED);
            return logits(model, manager, prompt(model, 1, CHECKED), 0, CHECKED, cache)
                    .toFloatArray();
        }
    }

    /** Logits after the same text, read token by token. */
    private static float[] decodedLogits(LanguageModel model) {
        try (KvCache cache = new KvCache(model.config(), model.manager())) {
            cache.reserve(1, CHECKED);
            int[] text = prompt(model, 1, CHECKED)[0];
            float[] last = {};
            for (int i = 0; i < CHECKED; i++) {
                try (NDManager manager = model.manager().newSubManager()) {
                    last = logits(model, manager, new int[][] {{text[i]}}, i, CHECKED, cache)
                            .toFloatArray();
                }
            }
            return last;
        }
    }

    /** Gigabytes per second that all threads together read from memory, the best of some tries. */
    private double readBandwidth() {
        long[] block = new long[1 << 26];
        Arrays.fill(block, 3);
        double best = 0;
        for (int attempt = 0; attempt < 8; attempt++) {
            long begin = System.nanoTime();
            List<Thread> readers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int part = t;
                readers.add(Thread.ofPlatform().start(() -> sum(block, part, threads)));
            }
            readers.forEach(EngineBench::join);
            best = Math.max(best, 8.0 * block.length / (System.nanoTime() - begin));
        }
        return best;
    }

    private static void sum(long[] block, int part, int parts) {
        long total = 0;
        for (int i = block.length / parts * part, end = block.length / parts * (part + 1); i < end; i++) {
            total += block[i];
        }
        if (total == 42) {
            throw new IllegalStateException("only here so that the loop is not optimised away");
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
