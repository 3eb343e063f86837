package org.fragaria.explanation;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import org.fragaria.account.Belongings;
import org.fragaria.feature.FeatureAddress;

/** The votes of a visitor, for the page of the account. Safe for any number of threads. */
@ApplicationScoped
class OwnVotes implements Belongings {

    @Inject
    EntityManager database;

    @Inject
    ExplanationStore store;

    @Inject
    StoredLabels labels;

    /**
     * A vote of one's own.
     *
     * @param explanation id of the label
     * @param label what the label says
     * @param points +1 or −1
     */
    record Own(String explanation, FeatureAddress feature, String label, int points) {}

    @Override
    public String kind() {
        return "votes";
    }

    @Override
    @Transactional
    public List<Own> of(String owner) {
        return votes(owner);
    }

    private List<Own> votes(String owner) {
        return database.createQuery(
                        "select e.id, e.model, e.source, e.feature, e.text, v.points from ExplanationVote v"
                                + " join Explanation e on e.id = v.explanation where v.owner = :owner order by e.made, e.id",
                        Object[].class)
                .setParameter("owner", owner)
                .getResultStream()
                .map(row -> new Own(
                        (String) row[0],
                        new FeatureAddress((String) row[1], (String) row[2], (Integer) row[3]),
                        (String) row[4],
                        (Integer) row[5]))
                .toList();
    }

    @Override
    public void remove(String owner) {
        List<FeatureAddress> changed = store.change(() -> {
            List<FeatureAddress> voted =
                    votes(owner).stream().map(Own::feature).distinct().toList();
            ExplanationVote.delete("owner", owner);
            return voted;
        });
        changed.forEach(labels::refresh);
    }
}
