package org.fragaria.explanation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.Label;
import org.fragaria.feature.Label.Score;

/** Reads labels with their votes and scores from the database, three questions at a time however many there are. */
@ApplicationScoped
class ExplanationTables {

    private static final String VOTES =
            "select v.explanation, sum(v.points) from ExplanationVote v where %s group by v.explanation";
    private static final String SCORES = "select s.explanation, s.method, s.result from ExplanationScore s"
            + " where s.result is not null and %s order by s.id";
    private static final String CHOSEN = ".explanation in (:ids)";

    @Inject
    EntityManager database;

    /** Number of changes so far. */
    @Transactional
    long revision() {
        return ((Number) database.createNativeQuery("select n from ExplanationRevision where id = 1")
                        .getSingleResult())
                .longValue();
    }

    /** All stored labels, those of a feature in order of age. */
    @Transactional
    Map<FeatureAddress, List<Label>> labels() {
        List<Explanation> all = Explanation.list("order by made");
        Map<FeatureAddress, List<Label>> byFeature = new HashMap<>();
        Map<String, Integer> votes = votes(rows(VOTES.formatted("1 = 1")));
        Map<String, Map<String, Score>> scores = scores(rows(SCORES.formatted("1 = 1")));
        for (Explanation one : all) {
            byFeature
                    .computeIfAbsent(one.address(), unseen -> new ArrayList<>())
                    .add(label(one, votes, scores));
            database.detach(one);
        }
        return byFeature;
    }

    /** The stored labels of one feature, in order of age. */
    @Transactional
    List<Label> labels(FeatureAddress feature) {
        return labels(Explanation.of(feature));
    }

    /** Some explanations as labels. */
    @Transactional
    List<Label> labels(List<Explanation> some) {
        if (some.isEmpty()) {
            return List.of();
        }
        List<String> ids = some.stream().map(one -> one.id).toList();
        Map<String, Integer> votes = votes(rows(VOTES.formatted("v" + CHOSEN), ids));
        Map<String, Map<String, Score>> scores = scores(rows(SCORES.formatted("s" + CHOSEN), ids));
        return some.stream().map(one -> label(one, votes, scores)).toList();
    }

    private List<Object[]> rows(String query) {
        return database.createQuery(query, Object[].class).getResultList();
    }

    private List<Object[]> rows(String query, Collection<String> ids) {
        return database.createQuery(query, Object[].class)
                .setParameter("ids", ids)
                .getResultList();
    }

    private static Map<String, Integer> votes(List<Object[]> rows) {
        return rows.stream().collect(Collectors.toMap(row -> (String) row[0], row -> ((Number) row[1]).intValue()));
    }

    /** The newest result of each method counts. */
    private static Map<String, Map<String, Score>> scores(List<Object[]> rows) {
        Map<String, Map<String, Score>> scores = new LinkedHashMap<>();
        for (Object[] row : rows) {
            String method = (String) row[1];
            scores.computeIfAbsent((String) row[0], unseen -> new TreeMap<>())
                    .put(method, new Score(method, ((Number) row[2]).doubleValue()));
        }
        return scores;
    }

    private static Label label(Explanation one, Map<String, Integer> votes, Map<String, Map<String, Score>> scores) {
        return new Label(
                one.id,
                one.text,
                one.method,
                one.author,
                votes.getOrDefault(one.id, 0),
                List.copyOf(scores.getOrDefault(one.id, Map.of()).values()));
    }
}
