package org.fragaria.showcase;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.arc.DefaultBean;

import org.fragaria.village.Document;
import org.fragaria.village.Statement;
import org.fragaria.village.Village;
import org.fragaria.village.Village.Split;
import org.fragaria.village.Village.Stage;

/** Stories as the generator tells them. */
@ApplicationScoped
@DefaultBean
class VillageStories implements Stories {

    /** Away from every document that anything was chosen or measured on. */
    private static final long FIRST = 70_000_000;

    /** Most documents are no stories; this many are looked at for one before giving up. */
    private static final int TRIES = 500;

    private final Map<Long, Village> villages = new ConcurrentHashMap<>();

    @Override
    public Optional<Story> story(long seed, int number) {
        Village village = villages.computeIfAbsent(seed, Village::new);
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Document document = village.document(FIRST + (long) number * TRIES + attempt, Split.TEST, Stage.ALL);
            Optional<Story> story = document.statements().stream()
                    .filter(Statement::lies)
                    .min(Comparator.comparingInt(Statement::saidAt))
                    .map(statement -> before(document, statement, number));
            if (story.isPresent()) {
                return story;
            }
        }
        return Optional.empty();
    }

    private static Story before(Document document, Statement statement, int number) {
        return new Story(
                number,
                document.text().substring(0, statement.saidAt()).stripTrailing(),
                statement.speaker(),
                true,
                statement.thing(),
                statement.place(),
                statement.decoy());
    }
}
