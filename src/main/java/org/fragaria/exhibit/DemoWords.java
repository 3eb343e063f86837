package org.fragaria.exhibit;

import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.steering.SteerRequest;

/**
 * A demo as its maker writes it; JSON of the API.
 *
 * @param model the model's id
 * @param title its headline
 * @param story what stands above the button; may be empty
 * @param run what is run, as a saved run has it
 * @param controls what a visitor may change; nothing if left out
 * @param perHour runs that one visitor may start in an hour; 60 if left out
 * @param on whether anybody but the maker sees it; true if left out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DemoWords(
        String model,
        String title,
        @Nullable String story,
        SteerRequest run,
        @Nullable Controls controls,
        @Nullable Integer perHour,
        @Nullable Boolean on) {

    static final int TITLE = 120;
    static final int STORY = 4000;
    private static final int PER_HOUR = 60;
    private static final int MOST_PROMPTS = 20;
    private static final int MOST_TOKENS = 256;
    private static final int PROMPT = 2000;

    /** Names that lead elsewhere. */
    private static final Set<String> TAKEN = Set.of("strawberry", "french", "liar", "brackets", "new");

    /** What may be changed. */
    public Controls allowed() {
        return controls == null ? Controls.NONE : controls;
    }

    /** The text above the button. */
    public String told() {
        return story == null ? "" : story;
    }

    /** Runs in an hour. */
    public int limit() {
        return perHour == null ? PER_HOUR : perHour;
    }

    /** Whether everybody sees it. */
    public boolean shown() {
        return on == null || on;
    }

    /**
     * Checks all but whether the model can run it.
     *
     * @param mostPerHour the most that a demo may allow
     * @throws InvalidException if something is missing, too long or out of range
     */
    @SuppressWarnings("ConstantValue") // JSON may leave out what the record needs
    void check(int mostPerHour) {
        require(model != null && !model.isBlank(), "'model' is missing: name the model that runs.");
        require(title != null && !title.isBlank(), "'title' is missing: give the demo a headline.");
        require(title.length() <= TITLE, "The title has " + title.length() + " characters: at most " + TITLE + ".");
        require(told().length() <= STORY, "The story has " + told().length() + " characters: at most " + STORY + ".");
        require(run != null, "'run' is missing: a steered run as JSON, as the lab shows it.");
        require(
                !run.asked().isBlank(),
                "The run has neither a prompt nor a message: a demo goes on from a text, or answers one.");
        require(
                !run.talks() || run.chat().getLast().role().equals("user"),
                "The run's last message is not the user's: a demo answers what its visitor says.");
        require(run.length() >= 1 && run.length() <= MOST_TOKENS, "tokens: expected 1 to " + MOST_TOKENS + ".");
        require(limit() >= 1 && limit() <= mostPerHour, "perHour " + limit() + ": expected 1 to " + mostPerHour + ".");
        require(allowed().choices().size() <= MOST_PROMPTS, "At most " + MOST_PROMPTS + " prompts to choose from.");
        for (String choice : allowed().choices()) {
            require(
                    choice != null && !choice.isBlank() && choice.length() <= PROMPT,
                    "A prompt to choose from is empty or longer than " + PROMPT + " characters.");
        }
        Controls.Range range = allowed().strength();
        if (range != null) {
            require(
                    range.intervention() >= 0
                            && range.intervention() < run.changes().size(),
                    "The strength is of intervention " + range.intervention() + ": the run has "
                            + run.changes().size() + ", counted from 0.");
            require(
                    range.from() < range.to() && Math.abs(range.from()) <= 1e6 && Math.abs(range.to()) <= 1e6,
                    "The strength's range must go from a number to a larger one.");
        }
    }

    private static void require(boolean right, String wrong) {
        if (!right) {
            throw new InvalidException(wrong);
        }
    }

    /**
     * Checks a name.
     *
     * @throws InvalidException if it cannot be one
     */
    static String name(@Nullable String name) {
        String stripped = name == null ? "" : name.strip();
        require(
                stripped.matches("[a-z0-9][a-z0-9-]{1,39}"),
                "Name '" + stripped + "': expected 2 to 40 small letters, digits and hyphens, e.g. more-rain.");
        require(!TAKEN.contains(stripped), "The name '" + stripped + "' is taken: choose another.");
        return stripped;
    }

    /** Prompts of a form, one a line. */
    static List<String> lines(@Nullable String text) {
        return text == null
                ? List.of()
                : text.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .distinct()
                        .toList();
    }
}
