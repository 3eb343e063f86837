package org.fragaria.steering;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.fragaria.live.LiveConfig;
import org.fragaria.model.ChatTemplate;
import org.fragaria.model.ChatTemplate.Turn;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;
import org.fragaria.steering.Interventions.Running;

/** The chat templates of models, each read once. Safe for any number of threads. */
@ApplicationScoped
public class Chats {

    @Inject
    LiveConfig config;

    private final Map<Path, Optional<ChatTemplate>> templates = new ConcurrentHashMap<>();

    /** Whether the model in a folder answers messages. */
    public boolean has(Path folder) {
        return template(folder).isPresent();
    }

    private Optional<ChatTemplate> template(Path folder) {
        return templates.computeIfAbsent(folder, ChatTemplate::of);
    }

    /**
     * One conversation of a chat as token ids, ready to be answered.
     *
     * @throws InvalidException if the model has no template, or the template refuses the chat
     * @throws TooLargeException if it is longer than this server or the model reads
     */
    int[] encode(Running running, List<Message> messages, Conversation which) {
        String name = running.engine().model().id();
        ChatTemplate template = template(running.engine().model().folder())
                .orElseThrow(() -> new InvalidException("Model " + name
                        + " has no chat template, so it cannot answer messages: give a prompt that it goes on from."));
        List<Turn> turns = messages.stream()
                .map(message -> new Turn(message.role(), message.in(which)))
                .toList();
        long length = turns.stream().mapToLong(turn -> turn.content().length()).sum();
        if (length > config.longestText()) {
            throw new TooLargeException("The messages have " + length + " characters: this server reads at most "
                    + config.longestText() + ". Leave earlier ones out, shorten them, or begin a new chat.");
        }
        int[] ids = template.encode(running.live().tokenizer(), turns);
        int context = running.engine().model().config().contextLength();
        if (ids.length >= context) {
            throw new TooLargeException("The " + word(which) + " chat has " + ids.length + " tokens as model " + name
                    + " reads it, which is at most " + context
                    + ", the answer included. Leave earlier messages out, shorten them, or begin a new chat.");
        }
        return ids;
    }

    private static String word(Conversation which) {
        return which == Conversation.TOLD ? "instructed" : which.name().toLowerCase(java.util.Locale.ROOT);
    }
}
