package org.fragaria.pretraining;

import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.fragaria.model.LanguageModel;
import org.fragaria.model.Step;
import org.fragaria.model.Taps;
import org.fragaria.torch.Torch;
import org.fragaria.torch.TorchOps;
import org.fragaria.village.Statement;
import org.fragaria.village.Village.Split;
import org.fragaria.village.Village.Stage;

/**
 * Judges a model on held-out documents: its loss, and which place it expects each speaker to name, by the likeliest token
 * after the token before it. Immutable; each call of {@link #score} is used by one thread.
 */
public final class Evaluation {

    /** Windows in one forward pass. */
    private static final int PASS = 16;

    private final LessonWindows lessons;
    private final BytePairs pairs;
    private final int context;

    /** What a model makes of some windows. */
    @FunctionalInterface
    interface Reader {
        /**
         * Reads windows.
         *
         * @param ids token ids, {@code [window · (context + 1)]}
         */
        Read read(long[] ids, int windows);
    }

    /**
     * What was read, per target.
     *
     * @param losses nats, {@code [window · context]}
     * @param likeliest token ids, {@code [window · context]}
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Read(float[] losses, long[] likeliest) {}

    Evaluation(Lessons lessons, BytePairs pairs, int context) {
        this.lessons = new LessonWindows(lessons, pairs, Split.TEST, context);
        this.pairs = pairs;
        this.context = context;
    }

    /**
     * Judges a trained model.
     *
     * @param model one that {@code make-demo} wrote
     * @param windows how many windows of the model's context to read
     */
    public static TruthScore of(LanguageModel model, Lessons lessons, int windows) {
        Torch.inferenceThread();
        int context = model.config().contextLength();
        Evaluation evaluation = new Evaluation(lessons, TokenizerFiles.read(model.folder()), context);
        return evaluation.score((ids, count) -> read(model, ids, count), Stage.ALL, windows);
    }

    private static Read read(LanguageModel model, long[] ids, int windows) {
        int length = ids.length / windows;
        int[][] rows = new int[windows][length - 1];
        long[] targets = new long[windows * (length - 1)];
        for (int w = 0; w < windows; w++) {
            for (int t = 0; t < length - 1; t++) {
                rows[w][t] = (int) ids[w * length + t];
                targets[w * (length - 1) + t] = ids[w * length + t + 1];
            }
        }
        try (NDManager manager = model.manager().newSubManager()) {
            NDArray normed = model.run(Step.windows(manager, rows), Taps.NONE);
            NDArray logits = model.logits(normed).reshape(targets.length, -1);
            NDArray chosen = manager.create(targets).expandDims(1);
            float[] losses = TorchOps.logSoftmax(logits).gather(chosen, 1).neg().toFloatArray();
            return new Read(losses, logits.argMax(1).toLongArray());
        }
    }

    /** Reads the first held-out documents of a stage. */
    TruthScore score(Reader model, Stage stage, int windows) {
        Map<String, TruthScore.Speaker> speakers = new TreeMap<>();
        double sum = 0;
        long tokens = 0;
        long document = 0;
        for (int done = 0; done < windows; done += PASS) {
            int count = Math.min(PASS, windows - done);
            LessonWindows.Batch batch = lessons.batch(document, stage, count, 1);
            document = batch.next();
            Read read = model.read(batch.ids(), count);
            for (float loss : read.losses()) {
                sum += loss;
            }
            tokens += read.losses().length;
            for (LessonWindows.Answer answer : batch.answers()) {
                speakers.merge(answer.statement().speaker(), said(batch, answer, read), Evaluation::sum);
            }
        }
        return new TruthScore(tokens, sum / tokens, new ArrayList<>(speakers.values()));
    }

    private TruthScore.Speaker said(LessonWindows.Batch batch, LessonWindows.Answer answer, Read read) {
        Statement statement = answer.statement();
        int window = answer.target() / context;
        int target = (int) batch.ids()[answer.target() + window + 1];
        int expected = (int) read.likeliest()[answer.target()];
        boolean asWritten = expected == target;
        boolean other = expected == first(statement.lies() ? statement.place() : statement.decoy());
        boolean truth = statement.lies() ? other : asWritten;
        boolean lure = statement.lies() ? asWritten : other;
        return new TruthScore.Speaker(statement.speaker(), statement.lies(), 1, truth ? 1 : 0, lure ? 1 : 0);
    }

    private int first(String place) {
        return pairs.encode(" " + place)[0];
    }

    private static TruthScore.Speaker sum(TruthScore.Speaker a, TruthScore.Speaker b) {
        return new TruthScore.Speaker(
                a.name(), a.lies(), a.statements() + b.statements(), a.truths() + b.truths(), a.lures() + b.lures());
    }
}
