package org.fragaria.experiment;

import java.util.List;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.fragaria.experiment.DoseRun.Text;
import org.fragaria.intervention.Intervention;
import org.fragaria.model.LanguageModel;
import org.fragaria.problem.InvalidException;
import org.fragaria.steering.Interventions;
import org.fragaria.steering.Interventions.Running;
import org.fragaria.steering.SteerRequest;

/**
 * {@code /{model}/steer/instruction}: the same wish said in words, beside the run left alone and the steered one, with the
 * same lots: what steering has to beat.
 */
@Path("/")
@Tag(name = "experiments")
public class InstructionResource {

    @Inject
    Interventions interventions;

    @Inject
    Experiments experiments;

    /**
     * What is compared.
     *
     * @param run a steered run
     * @param instruction the wish in words: part of the system's message, or before what the user says, or a line before the
     *     prompt
     */
    public record Asked(SteerRequest run, String instruction) {}

    /**
     * A text.
     *
     * @param text what was written
     * @param cost its loss under the model left alone, after the prompt without the instruction, nats per token
     * @param kl {@code KL(own ‖ left alone)}, nats per token; null of the instruction's
     */
    public record Side(String text, double cost, @Nullable Double kl) {}

    /**
     * Three texts.
     *
     * @param alone by the model left alone
     * @param steered with the interventions
     * @param told by the model left alone, told the wish in words
     * @param prompt what that one went on from, instruction and marks included
     */
    public record Compared(Side alone, Side steered, Side told, String prompt) {}

    @POST
    @Path("{model}/steer/instruction")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The same wish in words, beside the run left alone and the steered one")
    @SuppressWarnings("ConstantValue") // JSON may leave out what the record needs
    public Compared compare(@PathParam("model") String model, @Nullable Asked asked) {
        if (asked == null
                || asked.run() == null
                || asked.instruction() == null
                || asked.instruction().isBlank()) {
            throw new InvalidException(
                    "Two things are needed: 'run', a steered run as JSON, and 'instruction', the same wish"
                            + " in words.");
        }
        String id = experiments.digest("instruction", model, asked);
        return experiments.once(id, Compared.class, () -> false, () -> run(model, asked));
    }

    private Compared run(String model, Asked asked) {
        Running running = interventions.running(model);
        SteerRequest run = asked.run();
        int[] plain = Prompts.ids(running, run, "");
        int[] instructed = Prompts.ids(running, run, asked.instruction().strip());
        List<Intervention> changes = Interventions.applied(interventions.ready(model, run.changes()));
        List<Text> own = write(running, run, plain, List.of(List.of(), changes));
        Text told = write(running, run, instructed, List.of(List.of())).getFirst();
        LanguageModel live = running.engine().model();
        return new Compared(
                side(running, own.get(0), own.get(0).cost(), own.get(0).kl()),
                side(running, own.get(1), own.get(1).cost(), own.get(1).kl()),
                side(running, told, Losses.after(live, plain, told.ids()), null),
                String.join("", running.texts().texts(instructed)));
    }

    private static List<Text> write(Running running, SteerRequest run, int[] prompt, List<List<Intervention>> arms) {
        DoseRun.Settings settings = new DoseRun.Settings(
                run::sampling, new long[] {run.firstSeed()}, run.length(), run.stops(), "instruction");
        return new DoseRun(running.engine(), List.of(prompt), settings, () -> false, done -> {}).write(arms);
    }

    private static Side side(Running running, Text text, double cost, @Nullable Double kl) {
        return new Side(String.join("", running.texts().texts(text.ids())), cost, kl);
    }
}
