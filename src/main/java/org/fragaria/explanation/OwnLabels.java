package org.fragaria.explanation;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;

import org.fragaria.account.Belongings;
import org.fragaria.feature.FeatureAddress;

/** The labels that a visitor wrote or had written, for the page of the account. Safe for any number of threads. */
@ApplicationScoped
class OwnLabels implements Belongings {

    @Inject
    ExplanationStore store;

    @Inject
    StoredLabels labels;

    /**
     * A label of one's own.
     *
     * @param by a model's name, or the name that its writer gave; null if none
     * @param made ISO-8601
     * @param updated when its text changed last, ISO-8601
     */
    record Own(
            String id,
            FeatureAddress feature,
            String text,
            String method,
            @Nullable String by,
            String made,
            String updated) {

        static Own of(Explanation one) {
            return new Own(
                    one.id,
                    one.address(),
                    one.text,
                    one.method,
                    one.author,
                    one.made.toString(),
                    one.updated.toString());
        }
    }

    @Override
    public String kind() {
        return "labels";
    }

    @Override
    @Transactional
    public List<Own> of(String owner) {
        return Explanation.<Explanation>list("owner = ?1 order by made, id", owner).stream()
                .map(Own::of)
                .toList();
    }

    /** Also ends what the language model still does for this visitor, and forgets that it was asked. */
    @Override
    public void remove(String owner) {
        List<FeatureAddress> changed = store.change(() -> {
            ExplanationAttempt.delete("owner", owner);
            List<Explanation> all = Explanation.list("owner", owner);
            for (Explanation one : all) {
                ExplanationScore.delete("explanation", one.id);
                ExplanationVote.delete("explanation", one.id);
                one.delete();
            }
            return all.stream().map(Explanation::address).distinct().toList();
        });
        changed.forEach(labels::refresh);
    }
}
