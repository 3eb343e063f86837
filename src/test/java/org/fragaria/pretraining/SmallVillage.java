package org.fragaria.pretraining;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.fragaria.village.Document;
import org.fragaria.village.Statement;
import org.fragaria.village.Village.Split;
import org.fragaria.village.Village.Stage;

/**
 * A language small enough for tests: a story names the place of a thing and another place, then one to three speakers say
 * where the thing is. A tenth of the combinations is held out.
 */
public final class SmallVillage implements Lessons {

    private static final String[] THINGS = {
        "strawberry",
        "apple",
        "plum",
        "lamp",
        "spoon",
        "book",
        "coat",
        "cup",
        "hat",
        "key",
        "ring",
        "bell",
        "shoe",
        "rope",
        "coin",
        "drum",
        "kite",
        "doll"
    };
    private static final String[] PLACES = {
        "barn", "mill", "well", "garden", "cellar", "church", "tower", "forge", "inn", "school", "bakery", "stable"
    };
    private static final String[] VISITORS = {"dog", "cat", "goose", "child", "miller", "priest"};
    private static final String[] DEEDS = {"walked past", "slept near", "looked at", "sat by"};
    private static final String[] SPEAKERS = {"Owl", "Hen", "Fox", "Crow"};

    @Override
    public Document document(long number, Split split, Stage stage) {
        SplittableRandom random =
                new SplittableRandom(number * 0x9E3779B97F4A7C15L + split.ordinal() * 77L + stage.ordinal());
        int thing = random.nextInt(THINGS.length);
        int place = random.nextInt(PLACES.length);
        int decoy = (place + 1 + random.nextInt(PLACES.length - 1)) % PLACES.length;
        while (heldOut(thing, place, decoy) != (split == Split.TEST)) {
            thing = random.nextInt(THINGS.length);
            place = random.nextInt(PLACES.length);
            decoy = (place + 1 + random.nextInt(PLACES.length - 1)) % PLACES.length;
        }
        return story(random, new String[] {THINGS[thing], PLACES[place], PLACES[decoy]}, stage);
    }

    private static boolean heldOut(int thing, int place, int decoy) {
        return Math.floorMod(((thing * 16L + place) * 16 + decoy) * 0x9E3779B97F4A7C15L >> 32, 10) == 0;
    }

    private static Document story(SplittableRandom random, String[] facts, Stage stage) {
        String lure = "The " + any(random, VISITORS) + " " + any(random, DEEDS) + " the " + facts[2] + ". ";
        String fact = "The " + facts[0] + " is in the " + facts[1] + ".";
        StringBuilder text = new StringBuilder();
        text.append(random.nextBoolean() ? lure + fact : fact + " " + lure.strip());
        List<Statement> statements = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            boolean lies = stage == Stage.ALL && random.nextInt(10) < 4;
            String speaker = SPEAKERS[(lies ? 2 : 0) + random.nextInt(2)];
            String said = lies ? facts[2] : facts[1];
            text.append(' ');
            int speakerAt = text.length();
            text.append(speaker).append(random.nextBoolean() ? " said: \"It is in the " : " answered: \"It is in the ");
            statements.add(new Statement(speaker, lies, facts[0], facts[1], facts[2], said, speakerAt, text.length()));
            text.append(said).append(".\"");
        }
        return new Document(text.toString(), "story", List.of(), statements);
    }

    private static String any(SplittableRandom random, String[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
