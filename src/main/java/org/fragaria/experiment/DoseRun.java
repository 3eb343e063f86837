package org.fragaria.experiment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

import org.fragaria.engine.Engine;
import org.fragaria.engine.Generation;
import org.fragaria.engine.GenerationListener;
import org.fragaria.engine.GenerationRequest;
import org.fragaria.engine.Sampling;
import org.fragaria.engine.Variant;
import org.fragaria.intervention.Intervention;
import org.fragaria.problem.FragariaException;
import org.fragaria.problem.UnavailableException;

/**
 * Writes many texts: every arm with every prompt and seed, sixteen seeds in one request, each beside a row that reads the
 * same text with the model left alone. One thread calls it; a few requests are in flight at a time, so that others who use the
 * model are not kept waiting.
 */
final class DoseRun {

    private static final int SEEDS_AT_ONCE = 16;
    private static final int IN_FLIGHT = 2;
    private static final int PATIENCE_SECONDS = 300;

    private final Engine engine;
    private final List<int[]> prompts;
    private final Settings settings;
    private final BooleanSupplier stopped;
    private final IntConsumer progress;

    /**
     * What all texts share.
     *
     * @param sampling by seed
     * @param seeds the seeds
     */
    record Settings(
            java.util.function.LongFunction<Sampling> sampling,
            long[] seeds,
            int tokens,
            List<String> stops,
            String client) {}

    /**
     * One text.
     *
     * @param arm which arm wrote it
     * @param prompt which prompt it goes on from
     * @param seed its seed
     * @param ids what was written, in tokens
     * @param cost loss under the model left alone, nats per token
     * @param kl {@code KL(steered ‖ left alone)}, nats per token
     */
    record Text(int arm, int prompt, long seed, int[] ids, double cost, double kl) {}

    private record Pending(int arm, int prompt, long[] seeds, Generation generation, Collector collector) {}

    /**
     * A run.
     *
     * @param prompts token ids of the prompts
     * @param stopped asked now and then whether nobody waits for it any more
     * @param progress told how many texts are done
     */
    DoseRun(Engine engine, List<int[]> prompts, Settings settings, BooleanSupplier stopped, IntConsumer progress) {
        this.engine = engine;
        this.prompts = prompts;
        this.settings = settings;
        this.stopped = stopped;
        this.progress = progress;
    }

    /**
     * Writes all texts.
     *
     * @param arms what is changed in each
     * @throws CancellationException if nobody waits any more
     * @throws UnavailableException if the engine is full or too slow
     */
    List<Text> write(List<List<Intervention>> arms) {
        List<Text> texts = new ArrayList<>();
        Deque<Pending> pending = new ArrayDeque<>();
        try {
            for (int arm = 0; arm < arms.size(); arm++) {
                for (int prompt = 0; prompt < prompts.size(); prompt++) {
                    for (int from = 0; from < settings.seeds().length; from += SEEDS_AT_ONCE) {
                        if (pending.size() == IN_FLIGHT) {
                            take(pending, texts);
                        }
                        int to = Math.min(settings.seeds().length, from + SEEDS_AT_ONCE);
                        pending.add(submit(arm, prompt, Arrays.copyOfRange(settings.seeds(), from, to), arms.get(arm)));
                    }
                }
            }
            while (!pending.isEmpty()) {
                take(pending, texts);
            }
            return texts;
        } finally {
            pending.forEach(one -> one.generation().cancel());
        }
    }

    private Pending submit(int arm, int prompt, long[] seeds, List<Intervention> changes) {
        List<Variant> variants = new ArrayList<>();
        for (long seed : seeds) {
            variants.add(Variant.of(changes, settings.sampling().apply(seed)));
        }
        for (int i = 0; i < seeds.length && !changes.isEmpty(); i++) {
            variants.add(Variant.following(i, List.of()));
        }
        Collector collector = new Collector(seeds.length, variants.size());
        Generation generation = engine.submit(
                new GenerationRequest(
                        prompts.get(prompt), variants, settings.tokens(), true, settings.stops(), 0, settings.client()),
                collector);
        return new Pending(arm, prompt, seeds, generation, collector);
    }

    private void take(Deque<Pending> pending, List<Text> texts) {
        Pending next = pending.remove();
        await(next.generation());
        for (int i = 0; i < next.seeds().length; i++) {
            texts.add(next.collector().text(next, i));
        }
        progress.accept(texts.size());
    }

    /** Waits, and looks now and then whether somebody still waits for the whole. */
    private void await(Generation generation) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            if (stopped.getAsBoolean()) {
                generation.cancel();
                throw new CancellationException("Nobody waits for the experiment any more");
            }
            try {
                generation.done().get(100, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (System.nanoTime() > end) {
                    generation.cancel();
                    throw new UnavailableException(
                            "The model is too busy for this experiment: ask for fewer strengths, seeds or tokens.", e);
                }
            } catch (InterruptedException e) {
                generation.cancel();
                Thread.currentThread().interrupt();
                throw new UnavailableException("The server is stopping.", e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof FragariaException clear
                        ? clear
                        : new IllegalStateException("The engine failed", e.getCause());
            }
        }
    }

    /** Keeps what the rows of one request say. Written by the engine's thread, read after the end. */
    private static final class Collector implements GenerationListener {
        private final int leaders;
        private final List<List<Integer>> ids = new ArrayList<>();
        private final double[] logProbabilities;
        private final double[] divergences;
        private final int[] counts;

        Collector(int leaders, int rows) {
            this.leaders = leaders;
            logProbabilities = new double[rows];
            divergences = new double[rows];
            counts = new int[leaders];
            for (int i = 0; i < leaders; i++) {
                ids.add(new ArrayList<>());
            }
        }

        @Override
        public void token(int variant, int position, int id, float logProbability) {
            logProbabilities[variant] += logProbability;
            if (variant < leaders) {
                ids.get(variant).add(id);
            }
        }

        /** The mark of the end is foreseen like any token, but is no part of the text. */
        @Override
        public void ended(int variant, End end) {
            if (variant < leaders) {
                counts[variant] = ids.get(variant).size();
                if (end == End.END_OF_TEXT) {
                    ids.get(variant).removeLast();
                }
            }
        }

        @Override
        public void detail(int variant, int position, Detail detail) {
            divergences[variant] += detail.divergence();
        }

        Text text(Pending pending, int row) {
            int[] written = ids.get(row).stream().mapToInt(Integer::intValue).toArray();
            boolean followed = logProbabilities.length > leaders;
            int judge = followed ? leaders + row : row;
            int tokens = Math.max(1, counts[row]);
            return new Text(
                    pending.arm(),
                    pending.prompt(),
                    pending.seeds()[row],
                    written,
                    -logProbabilities[judge] / tokens,
                    followed ? Math.max(0, divergences[judge]) / tokens : 0);
        }
    }
}
