package org.fragaria.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

import org.jspecify.annotations.Nullable;

import org.fragaria.engine.Engine;
import org.fragaria.engine.Generation;
import org.fragaria.engine.GenerationListener;
import org.fragaria.engine.GenerationRequest;
import org.fragaria.engine.Sampling;
import org.fragaria.engine.Variant;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Positions;
import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.LanguageModel;
import org.fragaria.torch.Precision;
import org.fragaria.torch.Torch;

/**
 * {@code bench steering}: many people who steer one model at once, each another direction on another prompt, each waiting
 * for a default and a steered text; a random model of GPT-2 small's size. The peer is eager PyTorch with a KV cache and the
 * same hook, which serves one person at a time, as a server with one lock does; the way of serving that is faster for it
 * counts (both texts in one batch, or one after the other). A second peer is interp-engine's eager backend, where that
 * Python has it. All take turns within each round; figures are medians over
 * rounds, ratios are of neighbours in a round. A rate counts the tokens of both texts.
 */
public final class SteeringBench {

    static final int PROMPT = 64;
    static final int TOKENS = 64;
    private static final int[] USERS = {1, 4, 16, 64};
    private static final int MANY = 16;
    private static final float STRENGTH = 2;

    private final int rounds;
    private final int threads;
    private final String python;

    /**
     * @param python a Python with torch, and perhaps interp-engine; without it only our own figures are measured
     */
    public SteeringBench(int rounds, int threads, String python) {
        this.rounds = rounds;
        this.threads = threads;
        this.python = python;
    }

    /** Runs everything; figures by name: tokens per second, milliseconds or ratios, in a fixed order. */
    public Map<String, Object> run() throws IOException {
        Path folder = Files.createTempDirectory("fragaria-bench");
        try {
            RandomGpt2.write(folder, 12, 768, 12, 50257, 1024);
            Torch.threads(threads);
            try (LanguageModel fast = LanguageModel.open(folder, Precision.FAST);
                    LanguageModel exact = LanguageModel.open(folder, Precision.EXACT)) {
                Optional<TorchPeer> peer = TorchPeer.gpt2(python, folder, threads);
                Optional<TorchPeer> other = TorchPeer.interpEngine(python, folder, threads);
                try (Engine fastEngine = new Engine(fast);
                        Engine exactEngine = new Engine(exact)) {
                    return measure(fastEngine, exactEngine, peer.orElse(null), other.orElse(null));
                } finally {
                    peer.ifPresent(TorchPeer::close);
                    other.ifPresent(TorchPeer::close);
                }
            }
        } finally {
            EngineBench.delete(folder);
        }
    }

    private Map<String, Object> measure(Engine fast, Engine exact, @Nullable TorchPeer peer, @Nullable TorchPeer other)
            throws IOException {
        List<Rounds> ours = new ArrayList<>();
        for (int users : USERS) {
            ours.add(new Rounds(users, fast));
        }
        Rounds exactly = new Rounds(MANY, exact);
        double[] serial = new double[rounds];
        double[] interp = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            // One user and many are neighbours of the peer in time: what they are compared with.
            serial[round] = peer == null ? Double.NaN : peerRate(peer);
            interp[round] = other == null ? Double.NaN : rate(other.user(PROMPT, TOKENS));
            for (Rounds each : ours) {
                each.add(round);
            }
            exactly.add(round);
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("threads", threads);
        figures.put("rounds", rounds);
        figures.put("peer", peer == null ? "none: no Python with torch" : peer.version());
        ours.forEach(each -> each.tell("users_" + each.users, figures));
        exactly.tell("users_" + MANY + "_exact", figures);
        double[] one = ours.getFirst().rates;
        double[] many = ours.get(Arrays.binarySearch(USERS, MANY)).rates;
        figures.put("ratio_16_to_1", ratio(many, one));
        if (peer != null) {
            figures.put("pytorch_serial_tokens_per_s", Statistics.round(Statistics.median(serial)));
            figures.put("ratio_1_to_pytorch_serial", ratio(one, serial));
            figures.put("ratio_16_to_pytorch_serial", ratio(many, serial));
            figures.put("ratio_16_exact_to_pytorch_serial", ratio(exactly.rates, serial));
        }
        if (other != null) {
            figures.put("interp_engine_tokens_per_s", Statistics.round(Statistics.median(interp)));
            figures.put("ratio_16_to_interp_engine", ratio(many, interp));
        }
        return figures;
    }

    private static double ratio(double[] rates, double[] others) {
        return Statistics.round(Statistics.median(Statistics.ratios(rates, others)));
    }

    /** Tokens per second of the peer, the better of its two ways. */
    private static double peerRate(TorchPeer peer) throws IOException {
        double together = peer.user(true, PROMPT, TOKENS);
        double apart = peer.user(false, PROMPT, TOKENS);
        return rate(Math.min(together, apart));
    }

    /** Tokens per second of a run that took some milliseconds. */
    private static double rate(double milliseconds) {
        return 2 * TOKENS / (milliseconds / 1e3);
    }

    /** The same number of users in every round. */
    private final class Rounds {
        private final int users;
        private final Engine engine;
        private final double[] rates = new double[rounds];
        private final double[][] firsts = new double[rounds][];

        Rounds(int users, Engine engine) {
            this.users = users;
            this.engine = engine;
            // Once unmeasured: code is compiled, memory is there.
            new Crowd(engine, 1).run(0);
        }

        void add(int round) {
            Crowd crowd = new Crowd(engine, users);
            // Other prompts in every round and for every crowd: no engine has read them before.
            rates[round] = crowd.run(100L * users + round);
            firsts[round] = crowd.firsts();
        }

        void tell(String name, Map<String, Object> figures) {
            double[] all = Arrays.stream(firsts)
                    .flatMapToDouble(Arrays::stream)
                    .sorted()
                    .toArray();
            figures.put(name + "_tokens_per_s", Statistics.round(Statistics.median(rates)));
            figures.put(name + "_first_token_p50_ms", Statistics.round(all[all.length / 2]));
            figures.put(name + "_first_token_p99_ms", Statistics.round(all[(int) (all.length * 0.99)]));
        }
    }

    /** Some users who all ask at the same moment. */
    static final class Crowd {
        private final Engine engine;
        private final LanguageModel model;
        private final double[] firsts;

        Crowd(Engine engine, int users) {
            this.engine = engine;
            model = engine.model();
            firsts = new double[users];
        }

        /** Milliseconds until each user saw a first token. */
        double[] firsts() {
            return firsts;
        }

        /** Tokens per second, all texts counted. */
        double run(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            List<GenerationRequest> requests = new ArrayList<>();
            for (int user = 0; user < firsts.length; user++) {
                requests.add(request(user, random));
            }
            long begin = System.nanoTime();
            List<Generation> running = new ArrayList<>();
            for (int user = 0; user < firsts.length; user++) {
                running.add(engine.submit(requests.get(user), first(user, begin)));
            }
            running.forEach(generation -> generation.done().join());
            return 2.0 * TOKENS * firsts.length / ((System.nanoTime() - begin) / 1e9);
        }

        private GenerationListener first(int user, long begin) {
            return (variant, position, id, logProbability) -> {
                if (position == PROMPT && variant == 0) {
                    firsts[user] = (System.nanoTime() - begin) / 1e6;
                }
            };
        }

        private GenerationRequest request(int user, SplittableRandom random) {
            int[] prompt = new int[PROMPT];
            Arrays.setAll(prompt, i -> random.nextInt(model.config().vocabulary()));
            float[] direction = new float[model.config().dModel()];
            for (int i = 0; i < direction.length; i++) {
                direction[i] = (float) random.nextDouble(-1, 1);
            }
            Address middle = new Address(HookPoint.RESID_POST, model.config().layers() / 2);
            List<Intervention> steered = List.of(Intervention.add(middle, direction, STRENGTH, Positions.GENERATED));
            return new GenerationRequest(
                    prompt,
                    List.of(Variant.of(List.of(), Sampling.GREEDY), Variant.of(steered, Sampling.GREEDY)),
                    TOKENS,
                    false,
                    List.of(),
                    0,
                    "user " + user);
        }
    }
}
