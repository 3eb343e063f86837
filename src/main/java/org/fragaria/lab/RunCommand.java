package org.fragaria.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import org.fragaria.engine.Sampling;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Method;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.Interventions.Ready;
import org.fragaria.steering.Message;
import org.fragaria.steering.SteerRequest;
import org.fragaria.torch.Precision;
import org.fragaria.web.Parameters;

/**
 * A run as a line of {@code ./fragaria generate} for a POSIX shell, which writes the same texts from the same data folder.
 * Strengths are written raw, as the run applied them.
 *
 * @param line the line; empty if the command cannot say the run
 * @param note what the line leaves out, or why there is none; empty for nothing
 */
public record RunCommand(String line, String note) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:,+-]+");

    /**
     * The line of a run.
     *
     * @param ready its changes; null for one that cannot be made ready here
     */
    static RunCommand of(String model, SteerRequest run, List<@Nullable Ready> ready, Precision precision) {
        String why = whyNot(run, ready);
        if (!why.isEmpty()) {
            return new RunCommand("", why);
        }
        List<String> words = new ArrayList<>(List.of("./fragaria generate --data --model", quoted(model)));
        add(words, "precision", Parameters.word(precision));
        if (run.talks()) {
            add(words, "messages", messages(run));
        } else {
            add(words, "prompt", String.valueOf(run.prompt()).replace("\r\n", "\n"));
        }
        sampler(words, run);
        run.stops().forEach(stop -> add(words, "stop", stop));
        String changes = changes(ready);
        if (!changes.equals("[]") || run.chat().stream().anyMatch(message -> message.steered() != null)) {
            add(words, "intervene", changes);
        }
        String note =
                run.wish().isEmpty() ? "" : "It writes the default and the steered text, not the one that was told.";
        String line = String.join(" ", words);
        return line.indexOf('\0') < 0
                ? new RunCommand(line, note)
                : new RunCommand("", "The text holds a character that no command line can carry.");
    }

    private static String whyNot(SteerRequest run, List<@Nullable Ready> ready) {
        if (!run.talks() && run.prompt() == null) {
            return "There is nothing to go on from yet.";
        }
        for (Ready change : ready) {
            if (change == null) {
                return "A change of this run cannot be made here, so there is no line for it.";
            }
            if (change.spec().vector() != null && change.spec().applied()) {
                return "This run uses a vector that only this server keeps, so the command line cannot repeat it: use the"
                        + " request above.";
            }
        }
        return "";
    }

    private static void sampler(List<String> words, SteerRequest run) {
        Sampling sampling = run.sampling();
        add(words, "tokens", Integer.toString(run.length()));
        add(words, "temperature", Double.toString(sampling.temperature()));
        add(words, "seed", Long.toString(sampling.seed()));
        if (sampling.topK() != 0) {
            add(words, "top-k", Integer.toString(sampling.topK()));
        }
        if (sampling.topP() != 1) {
            add(words, "top-p", Double.toString(sampling.topP()));
        }
        if (sampling.frequencyPenalty() != 0) {
            add(words, "frequency-penalty", Double.toString(sampling.frequencyPenalty()));
        }
        if (sampling.presencePenalty() != 0) {
            add(words, "presence-penalty", Double.toString(sampling.presencePenalty()));
        }
    }

    private static String messages(SteerRequest run) {
        return written(run.chat().stream()
                .map(message -> new Message(message.role(), message.content(), message.steered(), null))
                .toList());
    }

    private static String changes(List<@Nullable Ready> ready) {
        ArrayNode list = JSON.createArrayNode();
        for (Ready change : ready) {
            if (change != null && !change.changes().isEmpty()) {
                list.add(change(change));
            }
        }
        return written(list);
    }

    private static ObjectNode change(Ready ready) {
        InterventionSpec spec = ready.spec();
        // of a feature that writes to several places all are alike but for the direction
        Intervention first = ready.changes().getFirst();
        ObjectNode node = JSON.createObjectNode();
        node.put("source", spec.source()).put("feature", spec.feature());
        node.put("method", Parameters.word(first.method()));
        if (first.method().unit() == Method.Unit.MEAN) {
            node.put("mean", first.strength());
        } else if (first.method().unit() != Method.Unit.NONE && Float.isFinite(first.strength())) {
            node.put("strength", first.strength());
        }
        if (Float.isFinite(first.low())) {
            node.put("low", first.low());
        }
        scope(node, spec);
        return node;
    }

    private static void scope(ObjectNode node, InterventionSpec spec) {
        node.put("positions", spec.positions() == null ? "generated" : spec.positions());
        if (spec.from() != null) {
            node.put("from", spec.from());
        }
        if (spec.to() != null) {
            node.put("to", spec.to());
        }
        if (spec.tokens() != null) {
            spec.tokens().forEach(node.withArray("tokens")::add);
        }
        InterventionSpec.Where where = spec.where();
        if (where != null) {
            node.putObject("where")
                    .put("source", where.source())
                    .put("feature", where.feature())
                    .put("above", where.above());
        }
        if (Boolean.TRUE.equals(spec.specialTokens())) {
            node.put("specialTokens", true);
        }
    }

    private static String written(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A run that cannot be written", e);
        }
    }

    private static void add(List<String> words, String option, String value) {
        words.add("--" + option + "=" + quoted(value));
    }

    /** A word of a POSIX shell. */
    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
