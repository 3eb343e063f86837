package org.fragaria.feature;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Histogram;
import org.fragaria.measure.MeasuredFeature.TokenScore;
import org.fragaria.measure.SourceManifest;

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

    private static final int NEIGHBOURS = 8;

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
        return groups.isEmpty() || groups.getFirst().strips().isEmpty()
                ? ""
                : groups.getFirst().strips().getFirst().lead();
    }

    /** How the output score was measured, or why it was not. */
    public String outputNote() {
        return provenance.settings().getOrDefault("output score", "not measured");
    }

    /** Whether it is known of some places what the model loses there without the feature. */
    public boolean absent() {
        return groups.stream().flatMap(group -> group.strips().stream()).anyMatch(strip -> strip.absence() != null);
    }

    /** Why that is not known, and what to do about it. */
    public String absenceNote() {
        String note = provenance.settings().getOrDefault("effects", "not measured");
        return note.startsWith("not measured: ") && !note.endsWith("asked for them")
                ? "What the model loses here without this feature cannot be measured: "
                        + note.substring("not measured: ".length()) + "."
                : "What the model loses here without this feature was not measured. The command that made this source"
                        + " measures it on the ten strongest places of every feature with --effects 10.";
    }

    /** How far what it promotes is from what it reads, in words. */
    public String echoSentence() {
        return echoed == 0
                ? "None of the tokens that it promotes is among those it fires on most: it writes something other than it"
                        + " reads."
                : echoed + " of the " + raises.size() + " tokens that it promotes are among those it fires on most.";
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
                Weight.of(feature.raises(), feature, texts),
                Weight.of(feature.lowers(), feature, texts),
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

    private static List<Token> tokens(Stream<TokenScore> scores, TokenTexts texts, float max) {
        return scores.map(score -> Token.of(score, texts, max)).toList();
    }
}
