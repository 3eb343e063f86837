package org.fragaria.feature;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Firing;
import org.fragaria.measure.MeasuredFeature.Histogram;
import org.fragaria.measure.MeasuredFeature.TokenScore;
import org.fragaria.measure.SourceManifest;
import org.fragaria.web.Format;

/**
 * What the page of a feature shows; also its JSON.
 *
 * @param model the model's id
 * @param source the source's id
 * @param index the feature's number
 * @param size number of features in the source
 * @param layer the layer that the dictionary reads
 * @param figures how often and how strongly it fires
 * @param strongest tokens on which it fires most, for the headline; at most three
 * @param choice how the examples are shown
 * @param groups the strongest examples, then the intervals from strong to weak; empty if the feature never fired
 * @param misses places where it would be expected and stays at zero, by token
 * @param activations histogram of its activations above zero
 * @param logits histogram of its direct effect on the logit of each token of the vocabulary
 * @param raises tokens that it makes more likely
 * @param lowers tokens that it makes less likely
 * @param echoed how many of the tokens it makes more likely are among those that it fires on most
 * @param near features whose decoder rows point the same way
 * @param company features that fire on the same tokens
 * @param provenance where the numbers come from
 * @param labels what it is called, best first
 * @param remarks what people wrote about it
 * @param runnable whether the model can be run here, for tests and steering
 * @param before the feature before it, going round at the ends
 * @param after the feature after it, going round at the ends
 * @param testing texts of the reader's own, and what the feature does on them
 */
public record FeaturePage(
        String model,
        String source,
        int index,
        int size,
        int layer,
        Figures figures,
        List<Token> strongest,
        ExampleChoice choice,
        List<ExampleGroup> groups,
        List<Missed> misses,
        Histogram activations,
        Histogram logits,
        List<Weight> raises,
        List<Weight> lowers,
        int echoed,
        List<Near> near,
        Company company,
        Provenance provenance,
        List<Label> labels,
        Remarks.Said remarks,
        boolean runnable,
        Turn before,
        Turn after,
        TestBox testing) {

    private static final int WEIGHTS = 10;
    private static final int NEIGHBOURS = 8;

    /**
     * How often and how strongly the feature fires.
     *
     * @param max largest activation over the corpus, 0 if it never fired
     * @param activeTokens corpus tokens on which it fires
     * @param density those as a fraction of all
     * @param mean mean activation over them
     * @param deviation standard deviation over them
     * @param lookup share of its variance that the current token alone explains, on held-out text; null if unknown
     * @param lookup2 share that the last two tokens explain; null if unknown
     * @param lookup3 share that the last three tokens explain; null if unknown
     * @param persistence mean length of its runs in tokens; null if it never fired
     * @param chancePersistence what that would be if each token switched it by itself; null if it never fired
     * @param promoted probability of its promoted tokens with it turned up; null if not measured
     * @param control the same with random directions; null if not measured
     * @param output the output score: promoted − control; null if not measured
     * @param medianDensity density of the middle live feature of the source
     * @param medianLookup lookup share of the middle feature of the source, by the current token
     * @param medianLookup3 the same by the last three tokens; null if unknown
     * @param medianOutput output score of the middle feature of the source; null if not measured
     */
    public record Figures(
            float max,
            long activeTokens,
            double density,
            double mean,
            double deviation,
            @Nullable Double lookup,
            @Nullable Double lookup2,
            @Nullable Double lookup3,
            @Nullable Double persistence,
            @Nullable Double chancePersistence,
            @Nullable Double promoted,
            @Nullable Double control,
            @Nullable Double output,
            double medianDensity,
            double medianLookup,
            @Nullable Double medianLookup3,
            @Nullable Double medianOutput) {

        static Figures of(Firing firing, SourceManifest.Figures source) {
            return new Figures(
                    firing.max(),
                    firing.activeTokens(),
                    firing.density(),
                    firing.mean(),
                    firing.deviation(),
                    known(firing.lookup().one()),
                    known(firing.lookup().two()),
                    known(firing.lookup().three()),
                    known(firing.persistence().tokens()),
                    known(firing.persistence().chance()),
                    known(firing.output().promoted()),
                    known(firing.output().control()),
                    known(firing.output().score()),
                    source.medianDensity(),
                    source.medianLookup(),
                    known(source.medianLookup3()),
                    known(source.medianOutput()));
        }

        private static @Nullable Double known(double value) {
            return Double.isNaN(value) ? null : value;
        }
    }

    /**
     * A token whose logit the feature changes.
     *
     * @param value direct effect on its logit
     * @param share its size as a fraction of the largest
     */
    public record Weight(int id, String text, float value, double share) {}

    /** Whether examples are shown in line. */
    public boolean inLine() {
        return choice.show() == Show.LINE;
    }

    /**
     * A choice of layout.
     *
     * @param link the address of the page in this layout
     * @param current whether the page is in it
     */
    public record Layout(String label, String link, boolean current) {}

    /** Layouts to choose from. */
    public List<Layout> layouts() {
        return List.of(layout("In line", Show.LINE), layout("Snippet", Show.SNIPPET), layout("Full", Show.FULL));
    }

    private Layout layout(String label, Show show) {
        return new Layout(label, link(choice.with(show)), choice.show() == show);
    }

    /** Path of the source. */
    public String base() {
        return "/" + model + "/" + source;
    }

    /** Model and source as one word. */
    public String address() {
        return model + "/" + source;
    }

    /** The number of the source's last feature. */
    public int last() {
        return size - 1;
    }

    /** Path of this page. */
    public String path() {
        return base() + "/" + index;
    }

    private String link(ExampleChoice other) {
        return path() + other.query() + "#examples";
    }

    /** The address of this page with all examples if it shows some, and with some if it shows all. */
    public String amountLink() {
        return link(choice.withAll(!choice.all()));
    }

    /** The address of this page with line breaks if it has none, and without if it has. */
    public String breaksLink() {
        return link(choice.withBreaks(!choice.breaks()));
    }

    /** The address of this page with folded places shown if they are hidden, and hidden if they are shown. */
    public String foldedLink() {
        return link(choice.withUnfolded(!choice.unfolded()));
    }

    /** The best thing that anybody says the feature is; null if nobody says anything. */
    public @Nullable Label best() {
        return labels.isEmpty() ? null : labels.getFirst();
    }

    /** Examples that the page shows. */
    public int shown() {
        return groups.stream().mapToInt(group -> group.strips().size()).sum();
    }

    /** Examples that stand for another one shown, which reads the same around the peak. */
    public int folded() {
        return groups.stream()
                .flatMap(group -> group.strips().stream())
                .mapToInt(Strip::duplicates)
                .sum();
    }

    /** Whether more examples are kept than are shown. */
    public boolean partial() {
        return shown() + folded() < kept();
    }

    /** Examples that are kept. */
    public int kept() {
        return groups.stream().mapToInt(ExampleGroup::kept).sum();
    }

    /** The token of the strongest activation. */
    public String peakToken() {
        return groups.isEmpty() || groups.getFirst().strips().isEmpty()
                ? ""
                : groups.getFirst().strips().getFirst().peakText();
    }

    /** The address of this page with the texts under test. */
    public String testLink() {
        return path() + "?" + testing.asked().query() + "#test";
    }

    /** Path of the page that turns this feature. */
    public String steerPath() {
        return base() + "/" + index + "/steer";
    }

    /** The beginning of a text, for somebody who wants to steer at once: whole words before the strongest activation. */
    public String promptSuggestion() {
        if (groups.isEmpty() || groups.getFirst().strips().isEmpty()) {
            return "";
        }
        Strip strip = groups.getFirst().strips().getFirst();
        int end = strip.peak();
        while (end > 0 && !strip.tokens().get(end).text().startsWith(" ")) {
            end--;
        }
        int start = 0;
        while (start < end
                && strip.start() > 0
                && !strip.tokens().get(start).text().startsWith(" ")) {
            start++;
        }
        return strip.tokens().subList(start, end).stream()
                .map(Token::text)
                .filter(text -> !(text.startsWith("<") && text.endsWith(">")))
                .collect(Collectors.joining())
                .strip();
    }

    /** Mean activation as a fraction of the strongest. */
    public double meanShare() {
        return figures.max() == 0 ? 0 : figures.mean() / figures.max();
    }

    /** What the lookup shares mean, in words. */
    public String lookupSentence() {
        double one = orNaN(figures.lookup());
        double three = orNaN(figures.lookup3());
        double most = Math.max(one, Math.max(orNaN(figures.lookup2()), three));
        if (one >= 0.9) {
            return "Yes: the current token alone explains " + Format.share(one) + " of its variance on held-out text.";
        }
        String last = "the last three tokens explain " + Format.share(three) + " of its variance on held-out text";
        if (most >= 0.9) {
            return "Yes, of two or three tokens: " + last + ", the current one alone " + Format.share(one) + ".";
        }
        if (most >= 0.6) {
            return "Mostly: " + last + "; the rest needs more than that, or more text to fit the table.";
        }
        return most >= 0.3
                ? "In part: " + last + "; the rest needs more than that, or more text to fit the table."
                : "No: " + last + ". It depends on more than the last words.";
    }

    /** Whether the feature is momentary or a state, in words. */
    public String persistenceSentence() {
        double chance = orNaN(figures.chancePersistence());
        double tokens = orNaN(figures.persistence());
        String beside = "on the average it stays on for " + Format.fixed(tokens, 1) + " tokens; by chance it would be "
                + Format.fixed(chance, 1) + ".";
        if (tokens >= 4 && tokens >= 2 * chance) {
            return "A state: " + beside;
        }
        return tokens >= 1.5 && tokens >= 1.3 * chance ? "It lingers: " + beside : "Momentary: " + beside;
    }

    /** Whether the feature writes what its weights promise, in words. */
    public String outputSentence() {
        double score = orNaN(figures.output());
        String does = "turned up, it gives " + Format.percent(orNaN(figures.promoted())) + " of the next token’s"
                + " probability to the " + raises.size() + " tokens that it promotes; a random direction gives them "
                + Format.percent(orNaN(figures.control())) + ".";
        if (score >= 0.3) {
            return "Yes: " + does;
        }
        return score >= 0.05 ? "A little: " + does : "Hardly: " + does;
    }

    /** How the output score was measured, or why it was not. */
    public String outputNote() {
        return provenance.settings().getOrDefault("output score", "not measured");
    }

    /** How far what it promotes is from what it reads, in words. */
    public String echoSentence() {
        return echoed == 0
                ? "None of the tokens that it promotes is among those it fires on most: it writes something other than it"
                        + " reads."
                : echoed + " of the " + raises.size() + " tokens that it promotes are among those it fires on most.";
    }

    private static double orNaN(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    /** Whether it fired at all on the corpus. */
    public boolean live() {
        return figures.activeTokens() > 0;
    }

    /** What the address asks for: how examples are shown, texts to test; and whether the model can be run. */
    record Asked(ExampleChoice choice, TestBox testing, boolean runnable) {}

    /**
     * What methods and people say.
     *
     * @param naming what other features are called
     * @param labels what this one is called
     * @param company what fires together with it
     * @param remarks what was said about it
     */
    record Said(Labels naming, List<Label> labels, Company company, Remarks.Said remarks) {}

    static FeaturePage of(OpenSource open, MeasuredFeature feature, Asked asked, Said said) {
        SourceManifest manifest = open.manifest();
        TokenTexts texts = open.tokens();
        float max = feature.firing().max();
        ExampleView view = new ExampleView(asked.choice(), texts, max);
        int size = open.features().size();
        return new FeaturePage(
                manifest.model(),
                manifest.source(),
                feature.index(),
                size,
                manifest.dictionaryFacts().address().layer(),
                Figures.of(feature.firing(), manifest.figures()),
                tokens(feature.tokens().stream().limit(3), texts, max),
                asked.choice(),
                groups(feature, view),
                Missed.of(feature, view),
                feature.activations(),
                feature.logits(),
                weights(feature.raises(), feature, texts),
                weights(feature.lowers(), feature, texts),
                echoed(feature),
                feature.neighbours().stream()
                        .limit(NEIGHBOURS)
                        .map(neighbour -> Near.of(neighbour, open, said.naming()))
                        .toList(),
                said.company(),
                Provenance.of(manifest),
                said.labels(),
                said.remarks(),
                asked.runnable(),
                Turn.of(Math.floorMod(feature.index() - 1, size), open, said.naming()),
                Turn.of(Math.floorMod(feature.index() + 1, size), open, said.naming()),
                asked.testing());
    }

    private static List<ExampleGroup> groups(MeasuredFeature feature, ExampleView view) {
        if (feature.top().isEmpty()) {
            return List.of();
        }
        return Stream.concat(
                        Stream.of(ExampleGroup.top(feature, view)),
                        feature.intervals().stream()
                                .filter(interval -> !interval.examples().isEmpty())
                                .map(interval -> ExampleGroup.interval(interval, feature, view)))
                .toList();
    }

    private static int echoed(MeasuredFeature feature) {
        Set<Integer> read = feature.tokens().stream().map(TokenScore::token).collect(Collectors.toSet());
        return (int) feature.raises().stream()
                .filter(score -> read.contains(score.token()))
                .count();
    }

    private static List<Weight> weights(List<TokenScore> scores, MeasuredFeature feature, TokenTexts texts) {
        float raised = feature.raises().isEmpty()
                ? 0
                : Math.abs(feature.raises().getFirst().value());
        float lowered = feature.lowers().isEmpty()
                ? 0
                : Math.abs(feature.lowers().getFirst().value());
        float most = Math.max(raised, lowered);
        return scores.stream()
                .limit(WEIGHTS)
                .map(score -> new Weight(
                        score.token(),
                        texts.text(score.token()),
                        score.value(),
                        most == 0 ? 0 : Math.abs(score.value()) / (double) most))
                .toList();
    }

    private static List<Token> tokens(Stream<TokenScore> scores, TokenTexts texts, float max) {
        return scores.map(score -> Token.of(score, texts, max)).toList();
    }
}
