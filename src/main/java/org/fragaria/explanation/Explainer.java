package org.fragaria.explanation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

import org.fragaria.explanation.ExplanationConfig.Provider;
import org.fragaria.explanation.automatic.ChatJudge;
import org.fragaria.explanation.automatic.Endpoint;
import org.fragaria.explanation.automatic.Exam;
import org.fragaria.explanation.automatic.ExamPassages;
import org.fragaria.explanation.automatic.Judge;
import org.fragaria.explanation.automatic.Material;
import org.fragaria.explanation.automatic.Method;
import org.fragaria.explanation.automatic.NoAnswerException;
import org.fragaria.explanation.automatic.Verdict;
import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.FeatureResource;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.live.LiveModels;
import org.fragaria.live.LiveSource;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.problem.UnavailableException;

/**
 * Lets the configured language model explain features and judge explanations, and stores what comes of it. What is stored
 * already is not asked for again, so whoever repeats a piece of work goes on where it ended. Safe for any number of
 * threads; templates know it as {@code explainer}.
 */
@ApplicationScoped
@Named("explainer")
public class Explainer {

    @Inject
    ExplanationConfig config;

    @Inject
    ExplanationStore store;

    @Inject
    Shelf shelf;

    @Inject
    LiveModels models;

    @Inject
    ObjectMapper json;

    private volatile @Nullable Judge judge;

    /** Whether a language model is configured. */
    public boolean available() {
        return config.model().filter(name -> !name.isBlank()).isPresent();
    }

    /** Name of the language model, or nothing. */
    public String model() {
        return config.model().orElse("");
    }

    /**
     * Makes sure that there is a language model.
     *
     * @throws UnavailableException if none is configured; the message says how to do that
     */
    void require() {
        if (!available()) {
            throw new UnavailableException("No language model is configured here, so labels come from people and from"
                    + " measurements only. Whoever runs the server sets fragaria.explanation.model, and key or base-url"
                    + " (docs/configuration.md).");
        }
    }

    /**
     * The explanation that the method and the language model give of a feature: the stored one, or a new one.
     *
     * @throws NoAnswerException if the model gives none
     */
    Explanation explain(FeatureAddress address, Method method, @Nullable String owner) throws NoAnswerException {
        Optional<Explanation> there = stored(address, method.id());
        if (there.isPresent()) {
            return there.get();
        }
        String text;
        try (OpenSource open = shelf.borrow(address.model(), address.source())) {
            MeasuredFeature feature = FeatureResource.find(open, Integer.toString(address.index()));
            text = method.explain(Material.of(feature, open.tokens()), judge());
        }
        return store.write(address, LabelText.checked(text), method.id(), judge().name(), owner);
    }

    private Optional<Explanation> stored(FeatureAddress address, String method) {
        List<Explanation> all = QuarkusTransaction.requiringNew().call(() -> Explanation.of(address));
        return all.stream()
                .filter(one -> one.method.equals(method) && model().equals(one.author))
                .findFirst();
    }

    /** Whether this language model has scored an explanation by an exam. */
    boolean isScored(String explanation, Exam exam) {
        List<ExplanationScore> scores = QuarkusTransaction.requiringNew().call(() -> ExplanationScore.of(explanation));
        return scores.stream()
                .anyMatch(
                        score -> score.result != null && score.method.equals(exam.id()) && score.judge.equals(model()));
    }

    /**
     * Holds an exam and stores the score, or the reason why there is none.
     *
     * @return the reason of a failure; empty for a score
     */
    Optional<String> score(Explanation one, Exam exam, Exam.Progress progress, BooleanSupplier cancelled) {
        ExplanationScore score = new ExplanationScore();
        score.explanation = one.id;
        score.method = exam.id();
        score.judge = model();
        score.code = ConfigProvider.getConfig().getValue("quarkus.application.version", String.class);
        try {
            Exam.Result result = hold(one, exam, progress, cancelled);
            score.result = result.score();
            score.details = written(result.verdicts());
        } catch (NoAnswerException e) {
            if (cancelled.getAsBoolean()) {
                return Optional.of(e.getMessage());
            }
            score.failure = cut(e.getMessage());
        }
        score.made = Instant.now();
        store.score(score);
        return Optional.ofNullable(score.failure);
    }

    private Exam.Result hold(Explanation one, Exam exam, Exam.Progress progress, BooleanSupplier cancelled)
            throws NoAnswerException {
        try (OpenSource open = shelf.borrow(one.model, one.source)) {
            MeasuredFeature feature = FeatureResource.find(open, Integer.toString(one.feature));
            Optional<LiveSource> live =
                    models.canRun(open.manifest()) ? Optional.of(models.of(open.manifest())) : Optional.empty();
            long seed = one.address().toString().hashCode();
            return exam.hold(
                    one.text, new ExamPassages(open, feature, live).draw(seed), judge(), seed, progress, cancelled);
        }
    }

    /** Details of a score as they are stored; of very long tokens only as many examples as there is room for. */
    private String written(List<Verdict> verdicts) {
        try {
            String text = json.writeValueAsString(verdicts);
            return text.length() <= ExplanationScore.LONGEST_DETAILS ? text : "[]";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Details of a score, read back. */
    List<Verdict> read(String details) {
        try {
            return List.of(json.readValue(details, Verdict[].class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String cut(String message) {
        String clean = LabelText.clean(message);
        return clean.length() <= ExplanationAttempt.LONGEST_NOTE
                ? clean
                : LabelText.clean(clean.substring(0, ExplanationAttempt.LONGEST_NOTE - 1)) + "…";
    }

    private Judge judge() {
        Judge made = judge;
        if (made == null) {
            require();
            made = ChatJudge.at(new Endpoint(
                    config.provider() == Provider.ANTHROPIC,
                    config.baseUrl().orElse(null),
                    config.key().orElse(null),
                    model(),
                    config.temperature(),
                    config.timeout(),
                    config.retries(),
                    config.longestWait()));
            judge = made;
        }
        return made;
    }
}
