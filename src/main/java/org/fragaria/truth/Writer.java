package org.fragaria.truth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;

import org.fragaria.engine.Engine;
import org.fragaria.engine.Generation;
import org.fragaria.engine.GenerationListener;
import org.fragaria.engine.GenerationRequest;
import org.fragaria.engine.Sampling;
import org.fragaria.intervention.Intervention;
import org.fragaria.model.LanguageModel;

/** Goes on from prompts under several changes at once, with the same lots for all changes of a prompt. Owns an engine. */
final class Writer implements AutoCloseable {

    private static final double TEMPERATURE = 0.7;
    private static final int IN_FLIGHT = 64;

    private final LanguageModel model;
    private final Engine engine;

    Writer(LanguageModel model) {
        this.model = model;
        engine = new Engine(model);
    }

    /**
     * Writes.
     *
     * @param arms interventions of each arm
     * @param tokens how many tokens at most
     * @return what each arm wrote, {@code [arm][prompt]}
     */
    List<List<String>> write(List<String> prompts, List<List<Intervention>> arms, int tokens) {
        List<Heard> heard = new ArrayList<>();
        List<Generation> running = new ArrayList<>();
        for (int p = 0; p < prompts.size(); p++) {
            int[] ids = model.tokenizer().encode(prompts.get(p));
            Heard listener = new Heard(arms.size());
            heard.add(listener);
            running.add(engine.submit(
                    new GenerationRequest(ids, arms, new Sampling(TEMPERATURE, p), tokens, true), listener));
            if (running.size() == IN_FLIGHT) {
                running.forEach(Writer::await);
                running.clear();
            }
        }
        running.forEach(Writer::await);
        List<List<String>> texts = new ArrayList<>();
        for (int arm = 0; arm < arms.size(); arm++) {
            int number = arm;
            texts.add(heard.stream().map(h -> h.text(number, model)).toList());
        }
        return texts;
    }

    private static void await(Generation generation) {
        try {
            generation.done().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static final class Heard implements GenerationListener {
        private final List<List<Integer>> ids = new ArrayList<>();

        Heard(int variants) {
            for (int v = 0; v < variants; v++) {
                ids.add(new ArrayList<>());
            }
        }

        @Override
        public void token(int variant, int position, int id, float logProbability) {
            ids.get(variant).add(id);
        }

        String text(int variant, LanguageModel model) {
            int[] all = ids.get(variant).stream().mapToInt(Integer::intValue).toArray();
            return all.length == 0 ? "" : model.tokenizer().decode(Arrays.copyOf(all, all.length));
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
