package org.fragaria.truth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;

import org.fragaria.model.LanguageModel;
import org.fragaria.model.Tokenizer;
import org.fragaria.village.Document;
import org.fragaria.village.Statement;

/** Statements of stories as prompts that end where the answer is decided. */
final class Statements {

    /** Documents looked at in vain before giving up. */
    private static final int PATIENCE = 5000;

    private Statements() {}

    /**
     * A statement.
     *
     * @param prompt the story up to the token before the place named, BOS included
     * @param text the same as text
     * @param place first token of the true place, as the text goes on
     * @param decoy first token of the other place
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Asked(int[] prompt, String text, boolean lies, int place, int decoy) {}

    /**
     * Statements of liars and as many of truth-tellers, from every other document; one statement of each kind per story,
     * so that they are independent.
     *
     * @param first number of the first document: 0 and 1 give sets that share no story
     * @param each how many of each kind at most
     */
    static List<Asked> of(LongFunction<Document> documents, long first, int each, LanguageModel model) {
        List<Asked> liars = new ArrayList<>();
        List<Asked> truthful = new ArrayList<>();
        long number = first;
        long lastFound = first;
        while ((liars.size() < each || truthful.size() < each) && number - lastFound < PATIENCE) {
            Document document = documents.apply(number);
            boolean[] taken = new boolean[2];
            for (Statement statement : document.statements()) {
                List<Asked> list = statement.lies() ? liars : truthful;
                int kind = statement.lies() ? 1 : 0;
                if (taken[kind] || list.size() >= each) {
                    continue;
                }
                Asked asked = ask(document, statement, model);
                if (asked != null) {
                    taken[kind] = true;
                    list.add(asked);
                    lastFound = number;
                }
            }
            number += 2;
        }
        List<Asked> all = new ArrayList<>(liars);
        all.addAll(truthful);
        return all;
    }

    /** Null where the story is too long for the model, or both places begin with the same token, so that the first does not tell. */
    private static @org.jspecify.annotations.Nullable Asked ask(
            Document document, Statement statement, LanguageModel model) {
        Tokenizer tokenizer = model.tokenizer();
        String text = document.text().substring(0, statement.saidAt());
        String stripped = text.stripTrailing();
        String gap = text.substring(stripped.length());
        int[] prompt = tokenizer.encode(stripped);
        int place = next(tokenizer, prompt, stripped + gap + statement.place());
        int decoy = next(tokenizer, prompt, stripped + gap + statement.decoy());
        boolean usable = place >= 0
                && decoy >= 0
                && place != decoy
                && prompt.length < model.config().contextLength();
        return usable ? new Asked(prompt, stripped, statement.lies(), place, decoy) : null;
    }

    /** The token that follows a prompt in a longer text; -1 where the two do not begin with the same tokens. */
    private static int next(Tokenizer tokenizer, int[] prompt, String longer) {
        int[] ids = tokenizer.encode(longer);
        boolean same = ids.length > prompt.length && Arrays.equals(ids, 0, prompt.length, prompt, 0, prompt.length);
        return same ? ids[prompt.length] : -1;
    }
}
