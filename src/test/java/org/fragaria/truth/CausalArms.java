package org.fragaria.truth;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;

import org.fragaria.model.LanguageModel;
import org.fragaria.village.Concepts;
import org.fragaria.village.Grammar;
import org.fragaria.village.Village;

/** What the truth report turned features on: its prompts and its ways to count, made again from its seed. */
public final class CausalArms {

    private final LabelledTexts select;
    private final LabelledTexts test;
    private final Causality causality;
    private final TruthSettings settings;
    private final LanguageModel model;

    /** Makes the texts of a report again. */
    public CausalArms(LanguageModel model, long seed) {
        Village village = new Village(seed);
        this.model = model;
        settings = new TruthSettings(
                seed,
                number -> village.document(number, Village.Split.TEST, Village.Stage.ALL),
                Concepts.all(),
                Grammar.village()::accepts,
                TruthSettings.TOKENS,
                TruthSettings.STATEMENTS,
                TruthSettings.PROMPTS);
        select = LabelledTexts.read(settings.documents(), 0, settings.tokens(), model, settings.concepts());
        test = LabelledTexts.read(settings.documents(), 1, settings.tokens(), model, settings.concepts());
        causality = new Causality(model, Map.of(), settings, select, test, line -> {});
    }

    /**
     * A liar who is about to name a place.
     *
     * @param prompt the story up to there, token ids
     * @param place first token of the true place
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Liar(int[] prompt, int place) {}

    /** The liars on whom the ladder was tested. */
    public List<Liar> liars() {
        return Statements.of(settings.documents(), 1, settings.statements(), model).stream()
                .filter(Statements.Asked::lies)
                .map(asked -> new Liar(asked.prompt(), asked.place()))
                .toList();
    }

    /** The prompts on which a concept was tested. */
    public List<String> prompts(String concept) {
        return causality.prompts(test, concept, TruthSettings.PROMPTS);
    }

    /** A regular expression that fits the words that count for a concept. */
    public String words(String concept) {
        Lexicon lexicon = new Lexicon(select, concept);
        Set<String> words = new TreeSet<>();
        for (LabelledTexts.Text text : select.texts()) {
            for (MatchResult word :
                    Lexicon.WORD.matcher(text.document().text()).results().toList()) {
                if (lexicon.share(word.group()) > 0.5) {
                    words.add(word.group().toLowerCase(java.util.Locale.ROOT));
                }
            }
        }
        return words.stream().map(java.util.regex.Pattern::quote).collect(Collectors.joining("|"));
    }

    /** Hits and trials of a concept in a text, by the report's own rule. */
    public long[] count(String concept, String prompt, String text) {
        return Counting.of(concept, select).count(prompt, text);
    }
}
