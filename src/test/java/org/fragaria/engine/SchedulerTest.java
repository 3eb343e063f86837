package org.fragaria.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Method;
import org.fragaria.intervention.Positions;
import org.fragaria.intervention.Readout;
import org.fragaria.intervention.Scope;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.testsupport.Heard;
import org.fragaria.torch.Precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who is served when, what is shared, and that what breaks one request breaks no other. */
class SchedulerTest {

    private static final Address MIDDLE = Address.parse("resid_post.1");
    private static final Limits NARROW = new Limits(8, 4, 40, 30, 8, 2, 1L << 30, 1 << 20);
    private static LanguageModel model;

    @BeforeAll
    static void open() {
        model = LanguageModel.open(Path.of("src/test/resources/model/llama-tiny"), Precision.EXACT);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void aPromptIsReadOnceForAllThatNeedTheSameOfIt() {
        int[] prompt = prompt(1, 41);
        try (Engine engine = new Engine(model);
                Engine without = new Engine(model, new Limits(64, 64, 9, 9, 64, 8, 1L << 30, 0))) {
            GenerationRequest request = request(
                    prompt,
                    List.of(
                            List.of(),
                            List.of(steering(2, 3, Positions.GENERATED)),
                            List.of(steering(3, 3, Positions.LAST)),
                            List.of(steering(4, 3, Positions.ALL))),
                    10,
                    "");
            Heard first = Heard.start(engine, request);
            List<List<Integer>> texts = texts(first, 4);
            // 40 positions as they are, and 40 again for the row whose prompt is changed, but for what it takes over.
            assertThat(engine.load().promptTokens()).isBetween(40L, 80L);
            assertThat(engine.load().reusedTokens()).isEqualTo(80);
            long read = engine.load().promptTokens();
            assertThat(texts(Heard.start(engine, request), 4)).isEqualTo(texts);
            assertThat(engine.load().promptTokens() - read).isLessThanOrEqualTo(40);
            assertThat(texts(Heard.start(without, request), 4)).isEqualTo(texts);
            assertThat(without.load().promptTokens()).isEqualTo(80);
        }
    }

    @Test
    void aPromptThatBeginsLikeARecentOneIsReadFromWhereItDiffers() {
        int[] prompt = prompt(5, 60);
        int[] other = prompt.clone();
        other[50] = prompt[50] % 300 + 1;
        try (Engine engine = new Engine(model);
                Engine fresh = new Engine(model)) {
            Heard.start(engine, request(prompt, List.of(List.of()), 3, "")).ids(0);
            long read = engine.load().promptTokens();
            List<Integer> text = Heard.start(engine, request(other, List.of(List.of()), 20, ""))
                    .ids(0);
            assertThat(engine.load().promptTokens() - read).isEqualTo(9);
            assertThat(text)
                    .isEqualTo(Heard.start(fresh, request(other, List.of(List.of()), 20, ""))
                            .ids(0));
        }
    }

    @Test
    void textDoesNotDependOnTheSizeOfThePieces() {
        int[] prompt = prompt(6, 77);
        List<List<Intervention>> variants = List.of(List.of(), List.of(steering(2, 2, Positions.PROMPT)));
        List<List<List<Integer>>> texts = new ArrayList<>();
        for (int chunk : new int[] {1, 5, 64, 1000}) {
            try (Engine engine = new Engine(model, NARROW.withChunk(chunk))) {
                texts.add(texts(Heard.start(engine, request(prompt, variants, 15, "")), 2));
            }
        }
        assertThat(texts).containsOnly(texts.getFirst());
    }

    @Test
    void aCancelledRequestWritesAtMostOneTokenMore() {
        try (Engine engine = new Engine(model)) {
            GenerationRequest request = request(prompt(7, 5), Collections.nCopies(20, List.<Intervention>of()), 80, "");
            int[] after = new int[1];
            Heard heard = new Heard(20) {
                @Override
                public void token(int variant, int position, int id, float logProbability) {
                    super.token(variant, position, id, logProbability);
                    if (generation().done().isDone() || position > 10) {
                        after[0]++;
                    }
                    if (position == 10) {
                        generation().cancel();
                    }
                }
            };
            heard.submit(engine, request);
            assertThat(heard.end(0)).isEqualTo(GenerationListener.End.CANCELLED);
            assertThat(after[0]).isZero();
            assertThat(engine.load().rows()).isZero();
        }
    }

    @Test
    void aRequestThatIsCancelledWhileItWaitsLeavesTheQueue() throws InterruptedException {
        try (Engine engine = new Engine(model, NARROW)) {
            Gate gate = new Gate(engine);
            Heard waits = Heard.start(engine, request(prompt(1, 3), List.of(List.of()), 2, "b"));
            assertThat(waits.generation().place()).isEqualTo(1);
            waits.generation().cancel();
            gate.open();
            assertThat(waits.end(0)).isEqualTo(GenerationListener.End.CANCELLED);
            assertThat(waits.ids(0)).isEmpty();
            assertThat(engine.load().waiting()).isZero();
        }
    }

    /** Fills all rows, and holds the engine's thread at its first token until it is opened. */
    private static final class Gate {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        Gate(Engine engine) throws InterruptedException {
            engine.submit(
                    request(prompt(9, 2), Collections.nCopies(8, List.<Intervention>of()), 2, "gate"),
                    (variant, position, id, logProbability) -> {
                        reached.countDown();
                        awaitOpen();
                    });
            assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
        }

        private void awaitOpen() {
            try {
                assertThat(open.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        void open() {
            open.countDown();
        }
    }

    @Test
    void clientsTakeTurns() throws InterruptedException {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        try (Engine engine = new Engine(model, NARROW)) {
            Gate gate = new Gate(engine);
            List<Generation> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add(submit(engine, "greedy", i, order));
            }
            all.add(submit(engine, "late", 0, order));
            assertThat(all.get(0).place()).isEqualTo(1);
            assertThat(all.get(9).place()).isEqualTo(11);
            assertThat(all.get(10).place()).isEqualTo(2);
            assertThat(all.get(9).expectedWait()).isGreaterThan(all.get(0).expectedWait());
            assertThat(engine.load().waiting()).isEqualTo(11);
            gate.open();
            all.forEach(generation ->
                    generation.done().orTimeout(60, TimeUnit.SECONDS).join());
            assertThat(all.get(10).place()).isZero();
        }
        assertThat(order.indexOf("late0")).isLessThanOrEqualTo(2);
    }

    private static Generation submit(Engine engine, String client, int number, List<String> order) {
        return engine.submit(
                request(prompt(number, 4), Collections.nCopies(3, List.<Intervention>of()), 4, client),
                new GenerationListener() {
                    @Override
                    public void token(int variant, int position, int id, float logProbability) {}

                    @Override
                    public void done() {
                        order.add(client + number);
                    }
                });
    }

    @Test
    void aRequestOfManyRowsIsNotOvertakenForever() throws InterruptedException {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        try (Engine engine = new Engine(model, NARROW)) {
            Gate gate = new Gate(engine);
            List<Generation> all = new ArrayList<>();
            all.add(submit(engine, "first", 0, order));
            all.add(engine.submit(
                    request(prompt(3, 4), Collections.nCopies(8, List.<Intervention>of()), 4, "large"),
                    new GenerationListener() {
                        @Override
                        public void token(int variant, int position, int id, float logProbability) {}

                        @Override
                        public void done() {
                            order.add("large");
                        }
                    }));
            for (int i = 0; i < 25; i++) {
                all.add(submit(engine, "small", i, order));
            }
            gate.open();
            all.forEach(generation ->
                    generation.done().orTimeout(60, TimeUnit.SECONDS).join());
        }
        assertThat(order.indexOf("large")).isLessThan(20);
    }

    @Test
    void aFullQueueSaysWhenToTryAgain() throws InterruptedException {
        try (Engine engine = new Engine(model, NARROW)) {
            Gate gate = new Gate(engine);
            for (int i = 0; i < 30; i++) {
                engine.submit(request(prompt(i, 3), List.of(List.of()), 1, "a"), (v, p, id, l) -> {});
            }
            assertThatThrownBy(
                            () -> engine.submit(request(prompt(1, 3), List.of(List.of()), 1, "a"), (v, p, id, l) -> {}))
                    .isInstanceOfSatisfying(UnavailableException.class, e -> assertThat(e.retryAfter())
                            .isBetween(1, 120))
                    .hasMessageContaining("30 of your requests wait");
            for (int i = 0; i < 10; i++) {
                engine.submit(request(prompt(i, 3), List.of(List.of()), 1, "b"), (v, p, id, l) -> {});
            }
            assertThatThrownBy(
                            () -> engine.submit(request(prompt(1, 3), List.of(List.of()), 1, "c"), (v, p, id, l) -> {}))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("40 requests wait");
            gate.open();
        }
    }

    @Test
    void aListenerThatThrowsEndsItsOwnRequestOnly() {
        try (Engine engine = new Engine(model)) {
            GenerationRequest request = request(prompt(2, 9), List.of(List.of(), List.of()), 30, "");
            Heard good = Heard.start(engine, request);
            Generation bad = engine.submit(request, (variant, position, id, logProbability) -> {
                throw new IllegalStateException("no ink");
            });
            assertThatThrownBy(() -> bad.done().orTimeout(60, TimeUnit.SECONDS).join())
                    .hasRootCauseMessage("no ink");
            assertThat(good.ids(1)).hasSize(30);
            assertThat(engine.load().rows()).isZero();
        }
    }

    @Test
    void anInterventionThatThrowsEndsItsOwnRequestOnly() {
        Readout broken = new Readout() {
            @Override
            public float[] activations(float[] h, int n) {
                throw new IllegalStateException("no reading");
            }

            @Override
            public float[] scales(float[] h, int n) {
                return new float[n];
            }
        };
        for (Positions positions : List.of(Positions.ALL, Positions.GENERATED)) {
            Intervention change = new Intervention(
                    Method.CLAMP,
                    MIDDLE,
                    new float[model.config().dModel()],
                    broken,
                    1,
                    Float.NEGATIVE_INFINITY,
                    Scope.of(positions).withSpecialTokens());
            try (Engine engine = new Engine(model);
                    Engine alone = new Engine(model)) {
                List<List<Intervention>> variants = List.of(List.of(), List.of(steering(3, 4, Positions.ALL)));
                GenerationRequest request = request(prompt(4, 20), variants, 30, "");
                Heard before = Heard.start(engine, request);
                Heard bad = Heard.start(engine, request(prompt(5, 20), List.of(List.of(), List.of(change)), 30, ""));
                Heard after = Heard.start(engine, request);
                assertThatThrownBy(() -> bad.ids(0))
                        .isInstanceOf(CompletionException.class)
                        .hasRootCauseMessage("no reading");
                List<List<Integer>> expected = texts(Heard.start(alone, request), 2);
                assertThat(texts(before, 2)).isEqualTo(expected);
                assertThat(texts(after, 2)).isEqualTo(expected);
                assertThat(engine.load().rows()).isZero();
            }
        }
    }

    @Test
    void numbersThatOverflowAreAnErrorInWords() {
        try (Engine engine = new Engine(model)) {
            Intervention far = steering(1, 3e38f, Positions.ALL);
            Heard heard = Heard.start(engine, request(prompt(4, 6), List.of(List.of(), List.of(far, far)), 5, ""));
            assertThatThrownBy(() -> heard.ids(0))
                    .hasCauseInstanceOf(InvalidException.class)
                    .hasMessageContaining("smaller strength");
        }
    }

    @Test
    void aStopStringEndsARowWhereverItIsSplit() {
        try (Engine engine = new Engine(model)) {
            int[] prompt = prompt(3, 8);
            List<Integer> free = Heard.start(engine, request(prompt, List.of(List.of()), 40, ""))
                    .ids(0);
            String text = model.tokenizer()
                    .decode(free.stream().mapToInt(Integer::intValue).toArray());
            String stop = text.substring(7, 12);
            GenerationRequest request = new GenerationRequest(
                    prompt,
                    List.of(Variant.of(List.of(), Sampling.GREEDY), Variant.following(0, List.of())),
                    40,
                    false,
                    List.of("never written", stop),
                    0,
                    "");
            Heard heard = Heard.start(engine, request);
            assertThat(heard.end(0)).isEqualTo(GenerationListener.End.STOP);
            assertThat(heard.end(1)).isEqualTo(GenerationListener.End.STOP);
            assertThat(heard.textBeforeStop(0)).isEqualTo(text.substring(0, text.indexOf(stop)));
            assertThat(heard.ids(0))
                    .hasSizeLessThan(40)
                    .isEqualTo(free.subList(0, heard.ids(0).size()));
        }
    }

    private static List<List<Integer>> texts(Heard heard, int variants) {
        List<List<Integer>> texts = new ArrayList<>();
        for (int v = 0; v < variants; v++) {
            texts.add(heard.ids(v));
        }
        return texts;
    }

    private static GenerationRequest request(
            int[] prompt, List<? extends List<Intervention>> variants, int tokens, String client) {
        return new GenerationRequest(
                prompt,
                variants.stream()
                        .map(changes -> Variant.of(changes, Sampling.GREEDY))
                        .toList(),
                tokens,
                false,
                List.of(),
                0,
                client);
    }

    private static Intervention steering(long seed, float strength, Positions positions) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] direction = new float[model.config().dModel()];
        for (int i = 0; i < direction.length; i++) {
            direction[i] = (float) random.nextDouble(-1, 1);
        }
        return Intervention.add(MIDDLE, direction, strength, positions);
    }

    private static int[] prompt(long seed, int length) {
        return new SplittableRandom(seed)
                .ints(length, 1, model.config().vocabulary())
                .toArray();
    }
}
