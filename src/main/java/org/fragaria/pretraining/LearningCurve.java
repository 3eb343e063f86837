package org.fragaria.pretraining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.fragaria.problem.UnavailableException;
import org.fragaria.village.Village.Stage;

/**
 * The file {@code curve.csv}: a line per judgement. Lines that a killed run wrote after its last checkpoint are taken out when
 * it goes on. Columns: step, tokens, stage, loss of the batch, held-out loss (nats per token), share of truth-tellers'
 * statements expected to be true and their number, share of liars' statements expected to be the lie and their number.
 */
final class LearningCurve {

    private static final String HEADER =
            "step,tokens,stage,batch_loss,held_out_loss,truth_tellers_true,truths,liars_false,lies";

    private final Path file;

    /** Goes on with a file after a step, or begins one. */
    LearningCurve(Path file, int step) {
        this.file = file;
        List<String> lines = new ArrayList<>(List.of(HEADER));
        try {
            if (step > 0 && Files.exists(file)) {
                Files.readAllLines(file).stream()
                        .skip(1)
                        .filter(l -> stepOf(l) <= step)
                        .forEach(lines::add);
            }
            Files.createDirectories(file.toAbsolutePath().resolve("..").normalize());
            Files.write(file, lines);
        } catch (IOException e) {
            throw refused(e);
        }
    }

    private static long stepOf(String line) {
        String first = line.substring(0, Math.max(0, line.indexOf(',')));
        return first.matches("\\d{1,15}") ? Long.parseLong(first) : Long.MAX_VALUE;
    }

    void add(int step, long tokens, Stage stage, double loss, TruthScore score) {
        String line = String.format(
                Locale.ROOT,
                "%d,%d,%s,%.4f,%.4f,%.4f,%d,%.4f,%d%n",
                step,
                tokens,
                stage,
                loss,
                score.loss(),
                score.truthTellersTrue(),
                score.statements(false),
                score.liarsFalse(),
                score.statements(true));
        try {
            Files.writeString(file, line, java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw refused(e);
        }
    }

    private UnavailableException refused(IOException e) {
        return new UnavailableException("File " + file + " cannot be written: " + e.getMessage(), e);
    }
}
