package org.fragaria.lab;

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
import org.fragaria.steering.Message;

/** The chat templates of models, each read once. Safe for any number of threads. */
@ApplicationScoped
class Chats {

    @Inject
    LiveConfig config;

    private final Map<Path, Optional<ChatTemplate>> templates = new ConcurrentHashMap<>();

    /** Whether the model in a folder answers messages. */
    boolean has(Path folder) {
        return template(folder).isPresent();
    }

    private Optional<ChatTemplate> template(Path folder) {
        return templates.computeIfAbsent(folder, ChatTemplate::of);
    }

    /**
     * A chat as token ids, ready to be answered.
     *
     * @throws InvalidException if the model has no template, or the template refuses the chat
     * @throws TooLargeException if it is longer than this server reads
     */
    int[] encode(Running running, List<Message> messages) {
        String name = running.engine().model().id();
        ChatTemplate template = template(running.engine().model().folder())
                .orElseThrow(() -> new InvalidException("Model " + name
                        + " has no chat template, so it cannot answer messages: give a prompt that it goes on from."));
        long length = messages.stream()
                .mapToLong(message -> message.content().length())
                .sum();
        if (length > config.longestText()) {
            throw new TooLargeException("The messages have " + length + " characters: this server reads at most "
                    + config.longestText() + ". Shorten them, or begin a new chat.");
        }
        List<Turn> turns = messages.stream()
                .map(message -> new Turn(message.role(), message.content()))
                .toList();
        return template.encode(running.live().tokenizer(), turns);
    }
}
