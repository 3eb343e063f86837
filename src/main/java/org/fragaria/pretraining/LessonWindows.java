package org.fragaria.pretraining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.fragaria.village.Statement;
import org.fragaria.village.Village.Split;
import org.fragaria.village.Village.Stage;

/**
 * Packs documents into windows of {@code context + 1} tokens (inputs and targets overlap). A window begins with a document;
 * what does not fit its end is dropped, so that every place that is asked for was said in the same window. Used by one
 * thread.
 */
final class LessonWindows {

    private final Lessons lessons;
    private final BytePairs pairs;
    private final Split split;
    private final int length;

    /**
     * Some windows.
     *
     * @param ids token ids, {@code [window · (context + 1)]}
     * @param weights of the targets in the loss, {@code [window · context]}
     * @param answers statements whose place is a target
     * @param next number of the first document that was not used
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Batch(long[] ids, float[] weights, List<Answer> answers, long next) {}

    /**
     * A place that a speaker names.
     *
     * @param target its index among the targets, {@code window · context + position}
     * @param statement what is said
     */
    record Answer(int target, Statement statement) {}

    LessonWindows(Lessons lessons, BytePairs pairs, Split split, int context) {
        this.lessons = lessons;
        this.pairs = pairs;
        this.split = split;
        length = context + 1;
    }

    /** The windows of the documents from a number on. */
    Batch batch(long from, Stage stage, int windows, double placeWeight) {
        long[] ids = new long[windows * length];
        float[] weights = new float[windows * (length - 1)];
        Arrays.fill(weights, 1);
        List<Answer> answers = new ArrayList<>();
        long next = from;
        for (int w = 0; w < windows; w++) {
            int filled = 0;
            while (filled < length) {
                Lesson lesson = Lesson.of(lessons.document(next++, split, stage), pairs);
                int count = Math.min(lesson.ids().length, length - filled);
                for (int i = 0; i < count; i++) {
                    ids[w * length + filled + i] = lesson.ids()[i];
                }
                for (int s = 0; s < lesson.said().length && lesson.said()[s] < count; s++) {
                    int target = w * (length - 1) + filled + lesson.said()[s] - 1;
                    weights[target] = (float) placeWeight;
                    answers.add(new Answer(target, lesson.statements().get(s)));
                }
                filled += count;
            }
        }
        return new Batch(ids, weights, answers, next);
    }
}
