package org.fragaria.explanation.automatic;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.fragaria.problem.InvalidException;

/**
 * How an explanation is asked for. Each follows the idea of a published method (what is shown, in which form) under its
 * published name, in words of our own; prompts are kept as goldens, so that a change of wording is a decision.
 */
public enum Method {
    /**
     * Tokens with activations of 0 to 10, one to a line: the form of "Language models can explain neurons in language
     * models" (Bills et al., OpenAI 2023), which Neuronpedia runs under this name.
     */
    PAIRS(
            "oai_token-act-pair",
            "token–activation pairs",
            "Five passages, one token to a line with its activation from 0 to 10. OpenAI’s first method.") {
        @Override
        Prompt prompt(Material material) {
            return new Prompt(Texts.PAIRS, passages(material, 5, Method::pairs), Texts.SHORT);
        }
    },
    /**
     * The strongest tokens, what follows them, the tokens that the feature promotes, and passages: what Neuronpedia's
     * method of this name shows.
     */
    LOGITS(
            "np_max-act-logits",
            "strongest places and promoted tokens",
            "Ten passages with the strongest token marked, the words after it, and the ten tokens that the feature"
                    + " makes more likely. Neuronpedia’s method.") {
        @Override
        Prompt prompt(Material material) {
            List<Passage> shown = first(material, 10);
            String after = shown.stream()
                    .filter(passage -> passage.peak() + 1 < passage.tokens().size())
                    .map(passage -> passage.tokens().get(passage.peak() + 1))
                    .map(Method::line)
                    .collect(Collectors.joining("\n"));
            String user = "STRONGEST TOKENS\n"
                    + lines(shown, passage -> passage.tokens().get(passage.peak()))
                    + "\n\nTOKENS RIGHT AFTER THEM\n" + after
                    + "\n\nPROMOTED TOKENS\n"
                    + material.raises().stream().limit(10).map(Method::line).collect(Collectors.joining("\n"))
                    + "\n\nPASSAGES\n" + lines(shown, passage -> passage.marked(Set.of(passage.peak())));
            return new Prompt(Texts.LOGITS, user, Texts.SHORT);
        }
    },
    /**
     * Twenty passages with every active token marked and its activation listed, no chain of thought: the default of
     * EleutherAI's delphi (Paulo et al., "Automatically interpreting millions of features", 2024).
     */
    MARKED(
            "eleuther_acts_top20",
            "twenty marked passages",
            "Twenty passages with every active token marked and its activation listed. EleutherAI’s method.") {
        @Override
        Prompt prompt(Material material) {
            return new Prompt(
                    Texts.MARKED,
                    passages(
                            material,
                            20,
                            (passage, max) ->
                                    passage.marked(passage.active()) + "\nActivations: " + passage.pairs(max)),
                    Texts.SHORT);
        }
    };

    /** Fewest passages that an explanation is asked for with. */
    private static final int FEWEST = 2;

    private final String id;
    private final String title;
    private final String about;

    Method(String id, String title, String about) {
        this.id = id;
        this.title = title;
        this.about = about;
    }

    /** Its published name. */
    public String id() {
        return id;
    }

    /** What it is called in a sentence. */
    public String title() {
        return title;
    }

    /** What it shows the language model. */
    public String about() {
        return about;
    }

    abstract Prompt prompt(Material material);

    /**
     * Asks for an explanation.
     *
     * @throws NoAnswerException if there are too few passages, or no answer that holds an explanation
     */
    public String explain(Material material, Judge judge) throws NoAnswerException {
        if (material.strongest().size() < FEWEST) {
            throw new NoAnswerException("The feature has "
                    + material.strongest().size() + " different passages on which it fires: too few to explain it.");
        }
        return Answers.explanation(judge.answer(prompt(material)));
    }

    /**
     * The method with a name.
     *
     * @throws InvalidException if there is none; the message lists them
     */
    public static Method named(String id) {
        return of(id).orElseThrow(() -> new InvalidException("No method '" + id + "': expected "
                + Arrays.stream(values()).map(Method::id).collect(Collectors.joining(", ")) + "."));
    }

    /** What a method's name means, or the name itself if it is not one of ours. */
    public static String titleOf(String id) {
        return of(id).map(Method::title).orElse(id);
    }

    private static Optional<Method> of(String id) {
        return Arrays.stream(values()).filter(method -> method.id.equals(id)).findFirst();
    }

    private interface Form {
        String of(Passage passage, float max);
    }

    private static List<Passage> first(Material material, int count) {
        return material.strongest().stream().limit(count).toList();
    }

    private static String passages(Material material, int count, Form form) {
        StringBuilder text = new StringBuilder();
        int number = 0;
        for (Passage passage : first(material, count)) {
            text.append(number == 0 ? "" : "\n\n")
                    .append("Passage ")
                    .append(++number)
                    .append('\n');
            text.append(form.of(passage, material.max()));
        }
        return text.toString();
    }

    private static String pairs(Passage passage, float max) {
        StringBuilder lines = new StringBuilder("<start>");
        for (int i = 0; i < passage.tokens().size(); i++) {
            lines.append('\n').append(line(passage.tokens().get(i))).append('\t');
            lines.append(Passage.tenths(passage.values()[i], max));
        }
        return lines.append("\n<end>").toString();
    }

    private static String lines(List<Passage> passages, java.util.function.Function<Passage, String> what) {
        return passages.stream().map(what).map(Method::line).collect(Collectors.joining("\n"));
    }

    private static String line(String text) {
        return text.replace("\n", "\\n").replace("\t", "\\t");
    }
}
