package org.fragaria.explanation.automatic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

import org.fragaria.problem.InvalidException;

/**
 * An exam of an explanation (EleutherAI's detection and fuzzing scores; Paulo et al. 2024, section 3): a judge who knows
 * only the explanation says of each passage whether it applies. The score is the balanced accuracy: the mean of the share
 * of right answers where "yes" is right and where "no" is right, so that saying "yes" to everything earns 0.5.
 */
public enum Exam {
    /** Does the feature fire somewhere in this passage? Half of the passages are active, half silent. */
    DETECTION("detection", Texts.DETECTION) {
        @Override
        List<Question> questions(Passages passages, Random random) throws NoAnswerException {
            List<Question> questions = new ArrayList<>();
            passages.active().stream()
                    .limit(ExamPassages.EACH)
                    .forEach(passage -> questions.add(new Question(passage, Set.of(), true)));
            passages.silent().forEach(passage -> questions.add(new Question(passage, Set.of(), false)));
            return questions;
        }
    },
    /** Are the marked tokens the active ones? All passages are active; in half of them as many silent tokens are marked. */
    FUZZING("fuzzing", Texts.FUZZING) {
        @Override
        List<Question> questions(Passages passages, Random random) {
            List<Question> questions = new ArrayList<>();
            for (Passage passage : passages.active()) {
                Set<Integer> wrong = silentTokens(passage, random);
                boolean right = questions.size() % 2 == 0 || wrong.isEmpty();
                questions.add(new Question(passage, right ? passage.active() : wrong, right));
            }
            return questions;
        }
    };

    /** Fewest passages of each kind that a score is told from. */
    static final int FEWEST = 4;

    /** Passages in one question to the judge. */
    static final int TOGETHER = 5;

    private final String id;
    private final String system;

    Exam(String id, String system) {
        this.id = id;
        this.system = system;
    }

    /** Its name in addresses and in the database. */
    public String id() {
        return id;
    }

    /**
     * The exam with a name.
     *
     * @throws InvalidException if there is none
     */
    public static Exam named(String id) {
        for (Exam exam : values()) {
            if (exam.id.equals(id)) {
                return exam;
            }
        }
        throw new InvalidException("No score '" + id + "': expected detection, fuzzing.");
    }

    /**
     * Passages to examine with.
     *
     * @param active passages on which the feature fires, none of which the explainer saw
     * @param silent passages on which it does not fire
     */
    public record Passages(List<Passage> active, List<Passage> silent) {}

    /** One passage, which of its tokens are marked, and what would be right to say. */
    record Question(Passage passage, Set<Integer> marked, boolean truth) {}

    /**
     * How it went.
     *
     * @param score balanced accuracy 0..1
     * @param verdicts every passage with what the judge said
     */
    public record Result(double score, List<Verdict> verdicts) {}

    /** Told after each answer. */
    public interface Progress {
        void answered(int questions, int of);
    }

    abstract List<Question> questions(Passages passages, Random random) throws NoAnswerException;

    /** Questions that the judge is asked, at most. */
    public static int mostQuestions() {
        return Math.ceilDiv(2 * ExamPassages.EACH, TOGETHER);
    }

    /**
     * Holds the exam.
     *
     * @param seed decides the order and which tokens are marked
     * @param cancelled asked before each question
     * @throws NoAnswerException if there are too few passages, an answer is missing or has not the agreed form, or it was
     *     cancelled: there is no score then
     */
    public Result hold(
            String explanation, Passages passages, Judge judge, long seed, Progress progress, BooleanSupplier cancelled)
            throws NoAnswerException {
        Random random = new Random(seed);
        List<Question> questions = questions(passages, random);
        requireEnough(questions);
        Collections.shuffle(questions, random);
        List<Verdict> verdicts = new ArrayList<>();
        for (int from = 0; from < questions.size(); from += TOGETHER) {
            if (cancelled.getAsBoolean()) {
                throw new NoAnswerException("It was cancelled.");
            }
            List<Question> together = questions.subList(from, Math.min(from + TOGETHER, questions.size()));
            verdicts.addAll(ask(explanation, together, judge));
            progress.answered(from / TOGETHER + 1, Math.ceilDiv(questions.size(), TOGETHER));
        }
        return new Result(balanced(verdicts), verdicts);
    }

    private static void requireEnough(List<Question> questions) throws NoAnswerException {
        long yes = questions.stream().filter(Question::truth).count();
        long no = questions.size() - yes;
        if (yes < FEWEST || no < FEWEST) {
            throw new NoAnswerException("There are too few examples: " + yes + " to which \"yes\" is right and " + no
                    + " to which \"no\" is; a score needs " + FEWEST + " of each.");
        }
    }

    private List<Verdict> ask(String explanation, List<Question> questions, Judge judge) throws NoAnswerException {
        List<Boolean> said = Answers.verdicts(judge.answer(prompt(explanation, questions)), questions.size());
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            Passage passage = question.passage();
            verdicts.add(new Verdict(
                    passage.tokens(),
                    passage.values(),
                    passage.peak(),
                    List.copyOf(question.marked()),
                    question.truth(),
                    said.get(i)));
        }
        return verdicts;
    }

    Prompt prompt(String explanation, List<Question> questions) {
        StringBuilder user = new StringBuilder("EXPLANATION\n")
                .append(explanation.replace("\n", " "))
                .append("\n\nPASSAGES");
        for (int i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            user.append('\n')
                    .append(i + 1)
                    .append(". ")
                    .append(question.passage().marked(question.marked()));
        }
        return new Prompt(system, user.toString(), Texts.VERDICTS);
    }

    /** Mean of the shares of right answers over both kinds. */
    static double balanced(List<Verdict> verdicts) {
        double share = 0;
        for (boolean truth : new boolean[] {true, false}) {
            List<Verdict> kind =
                    verdicts.stream().filter(one -> one.truth() == truth).toList();
            share += kind.stream().filter(one -> one.said() == truth).count() / (double) kind.size();
        }
        return share / 2;
    }

    /** As many tokens as are active, drawn from the others; none if there are not that many. */
    private static Set<Integer> silentTokens(Passage passage, Random random) {
        Set<Integer> active = passage.active();
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < passage.tokens().size(); i++) {
            if (!active.contains(i) && !passage.tokens().get(i).isBlank()) {
                others.add(i);
            }
        }
        Collections.shuffle(others, random);
        return others.size() < active.size() ? Set.of() : new TreeSet<>(others.subList(0, active.size()));
    }
}
