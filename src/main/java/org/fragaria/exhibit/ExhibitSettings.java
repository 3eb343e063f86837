package org.fragaria.exhibit;

import java.util.ArrayList;
import java.util.List;

import jakarta.ws.rs.QueryParam;

import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.Message;
import org.fragaria.steering.SteerRequest;
import org.fragaria.web.Parameters;

/**
 * The words of a demo's address: what a visitor has set, as far as the maker allows it. Of a chat, the prompt is the message
 * that is answered.
 */
public record ExhibitSettings(
        @QueryParam("prompt") @Nullable String prompt,
        @QueryParam("strength") @Nullable String strength,
        @QueryParam("seed") @Nullable String seed,
        @QueryParam("embed") @Nullable String embed) {

    private static final int LIMIT = 1_000_000_000;
    private static final int PROMPT = 2000;

    /** Whether it asks for a run. */
    boolean runs() {
        return prompt != null || strength != null || seed != null;
    }

    /**
     * What is run.
     *
     * @throws InvalidException if something is set that the maker does not allow
     */
    SteerRequest request(DemoWords words) {
        SteerRequest run = words.run();
        Controls allowed = words.allowed();
        List<InterventionSpec> changes = new ArrayList<>(run.changes());
        Controls.Range range = allowed.strength();
        if (strength != null && !strength.isBlank()) {
            if (range == null) {
                throw new InvalidException("Parameter strength: the maker of this demo keeps the strength as it is.");
            }
            double set = Parameters.real("strength", strength, 0, range.from(), range.to());
            changes.set(range.intervention(), changes.get(range.intervention()).withStrength(set));
        }
        String said = prompt(run, allowed);
        return new SteerRequest(
                run.talks() ? null : said,
                run.talks() ? answering(run.chat(), said) : null,
                changes,
                run.temperature(),
                run.topK(),
                run.topP(),
                run.frequencyPenalty(),
                run.presencePenalty(),
                seed(run, allowed),
                run.tokens(),
                run.stop(),
                null);
    }

    /** The chat with another last message. */
    private static List<Message> answering(List<Message> chat, String said) {
        List<Message> messages = new ArrayList<>(chat.subList(0, chat.size() - 1));
        messages.add(new Message(chat.getLast().role(), said));
        return messages;
    }

    private String prompt(SteerRequest run, Controls allowed) {
        String own = run.asked();
        // a form writes line breaks as \r\n
        String asked = prompt == null || prompt.isBlank() ? own : prompt.replace("\r\n", "\n");
        if (!allowed.anyPrompt()
                && !asked.strip().equals(own.strip())
                && allowed.choices().stream().noneMatch(choice -> choice.strip().equals(asked.strip()))) {
            throw new InvalidException("Parameter prompt: the maker of this demo allows "
                    + (allowed.choices().isEmpty() ? "its own prompt only." : "the prompts that its page lists."));
        }
        if (asked.length() > PROMPT) {
            throw new InvalidException(
                    "Parameter prompt has " + asked.length() + " characters: at most " + PROMPT + ".");
        }
        return asked;
    }

    private long seed(SteerRequest run, Controls allowed) {
        if (seed == null || seed.isBlank()) {
            return run.firstSeed();
        }
        long set = Parameters.whole("seed", seed, 0, -LIMIT, LIMIT);
        if (!allowed.anySeed() && set != run.firstSeed()) {
            throw new InvalidException("Parameter seed: the maker of this demo keeps the seed as it is.");
        }
        return set;
    }
}
