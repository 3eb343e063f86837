package org.fragaria.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.fragaria.engine.Engine;
import org.fragaria.engine.Generation;
import org.fragaria.engine.GenerationListener;
import org.fragaria.engine.GenerationRequest;
import org.fragaria.engine.Limits;
import org.fragaria.engine.Sampling;
import org.fragaria.model.LanguageModel;
import org.fragaria.torch.Precision;
import org.fragaria.torch.Torch;

/**
 * {@code bench scheduler}: what a running text notices of a prompt of 900 tokens that arrives meanwhile, on a random model
 * of GPT-2 small's size in fast precision: the longest time between two of its tokens when the prompt is read in pieces,
 * and when it is read at once; and how soon the other one's first token comes, the first time and the second.
 */
public final class SchedulerBench {

    private static final int LONG_PROMPT = 900;
    private static final int WHOLE = 1024;
    private static final int SHORT_PROMPT = 32;
    private static final int TOKENS = 600;

    private final int rounds;
    private final int threads;

    public SchedulerBench(int rounds, int threads) {
        this.rounds = rounds;
        this.threads = threads;
    }

    /** Runs; milliseconds by name, medians over rounds. */
    public Map<String, Object> run() throws IOException {
        Path folder = Files.createTempDirectory("fragaria-bench");
        try {
            RandomGpt2.write(folder, 12, 768, 12, 50257, 1024);
            Torch.threads(threads);
            try (LanguageModel model = LanguageModel.open(folder, Precision.FAST)) {
                Map<String, Object> figures = new LinkedHashMap<>();
                Limits pieces = Limits.ofDevice();
                measure(model, "pieces_of_" + pieces.chunk(), pieces, figures);
                measure(model, "at_once", pieces.withChunk(WHOLE), figures);
                return figures;
            }
        } finally {
            EngineBench.delete(folder);
        }
    }

    private void measure(LanguageModel model, String name, Limits limits, Map<String, Object> figures) {
        double[] gaps = new double[rounds];
        double[] usual = new double[rounds];
        double[] first = new double[rounds];
        double[] second = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            try (Engine engine = new Engine(model, limits)) {
                Clock running = new Clock(TOKENS / 4);
                Generation stream = engine.submit(request(prompt(SHORT_PROMPT, round), TOKENS), running);
                running.awaitMiddle();
                usual[round] = running.longestGap();
                running.reset();
                first[round] = timeToFirst(engine, prompt(LONG_PROMPT, round));
                gaps[round] = running.longestGap();
                second[round] = timeToFirst(engine, prompt(LONG_PROMPT, round));
                stream.cancel();
                stream.done().join();
            }
        }
        figures.put(name + "_usual_gap_ms", Statistics.round(Statistics.median(usual)));
        figures.put(name + "_longest_gap_ms", Statistics.round(Statistics.median(gaps)));
        figures.put(name + "_first_token_ms", Statistics.round(Statistics.median(first)));
        figures.put(name + "_first_token_again_ms", Statistics.round(Statistics.median(second)));
    }

    private static double timeToFirst(Engine engine, int[] prompt) {
        long begin = System.nanoTime();
        engine.submit(request(prompt, 1), (variant, position, id, logProbability) -> {})
                .done()
                .join();
        return (System.nanoTime() - begin) / 1e6;
    }

    private static GenerationRequest request(int[] prompt, int tokens) {
        return new GenerationRequest(prompt, List.of(List.of()), Sampling.GREEDY, tokens, false);
    }

    private static int[] prompt(int length, int round) {
        return IntStream.range(0, length)
                .map(i -> (7 + 131 * i + 17 * round) % 50257)
                .toArray();
    }

    /** Notes when tokens come. */
    private static final class Clock implements GenerationListener {
        private final int middle;
        private final List<Long> times = new ArrayList<>();

        Clock(int middle) {
            this.middle = middle;
        }

        @Override
        public synchronized void token(int variant, int position, int id, float logProbability) {
            times.add(System.nanoTime());
            notifyAll();
        }

        synchronized void awaitMiddle() {
            while (times.size() < middle) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("Stopped while measuring", e);
                }
            }
        }

        synchronized void reset() {
            times.clear();
        }

        /** The longest time between two tokens, and from the last one to now, in milliseconds. */
        synchronized double longestGap() {
            long longest = 0;
            for (int i = 1; i < times.size(); i++) {
                longest = Math.max(longest, times.get(i) - times.get(i - 1));
            }
            return longest / 1e6;
        }
    }
}
