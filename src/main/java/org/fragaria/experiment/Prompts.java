package org.fragaria.experiment;

import java.util.ArrayList;
import java.util.List;

import org.fragaria.model.ChatTemplate;
import org.fragaria.model.LanguageModel;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;
import org.fragaria.steering.Interventions.Running;
import org.fragaria.steering.Message;
import org.fragaria.steering.SteerRequest;

/** What texts go on from: a prompt, or a chat as the model's template writes it; with or without a wish in words. */
final class Prompts {

    private Prompts() {}

    /**
     * Token ids of what a run goes on from.
     *
     * @throws InvalidException if there is neither prompt nor chat, or a chat for a model without a template
     */
    static int[] ids(Running running, SteerRequest run, String instruction) {
        if (run.messages() == null || run.messages().isEmpty()) {
            return completion(running, run.prompt() == null ? "" : run.prompt(), instruction);
        }
        LanguageModel model = running.engine().model();
        ChatTemplate template = ChatTemplate.of(model.folder())
                .orElseThrow(() -> new InvalidException("Model " + model.id()
                        + " has no chat template: give it a prompt to go on from, and no messages."));
        List<ChatTemplate.Turn> chat = new ArrayList<>();
        for (Message message : run.messages()) {
            chat.add(new ChatTemplate.Turn(message.role(), message.content()));
        }
        int[] ids = template.encode(model.tokenizer(), instruction.isEmpty() ? chat : instructed(chat, instruction));
        requireFits(model, ids);
        return ids;
    }

    /**
     * The same of a text, without a chat. A model that only goes on with a text is told the wish as a line before it.
     */
    static int[] completion(Running running, String prompt, String instruction) {
        int[] ids = running.live().encode("prompt", instruction.isEmpty() ? prompt : instruction + "\n" + prompt);
        requireFits(running.engine().model(), ids);
        return ids;
    }

    /** The wish joins the system's message if there is one, else it stands before the last thing the user said. */
    private static List<ChatTemplate.Turn> instructed(List<ChatTemplate.Turn> chat, String instruction) {
        List<ChatTemplate.Turn> with = new ArrayList<>(chat);
        int at = -1;
        for (int i = 0; i < chat.size(); i++) {
            String role = chat.get(i).role();
            if (role.equals("system")
                    || role.equals("user") && (at < 0 || !chat.get(at).role().equals("system"))) {
                at = i;
            }
        }
        if (at < 0) {
            with.add(0, new ChatTemplate.Turn("user", instruction));
            return with;
        }
        ChatTemplate.Turn turn = chat.get(at);
        String content = turn.role().equals("system")
                ? turn.content() + "\n" + instruction
                : instruction + "\n\n" + turn.content();
        with.set(at, new ChatTemplate.Turn(turn.role(), content));
        return with;
    }

    private static void requireFits(LanguageModel model, int[] ids) {
        if (ids.length >= model.config().contextLength()) {
            throw new TooLargeException("The prompt has " + ids.length + " tokens; model " + model.id()
                    + " reads at most " + model.config().contextLength() + ". Shorten it.");
        }
    }
}
