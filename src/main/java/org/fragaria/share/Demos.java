package org.fragaria.share;

import java.util.Map;

import org.fragaria.problem.NotFoundException;

/** The words on the pictures of the demo's doors. */
final class Demos {

    private record Door(String title, String words) {}

    private static final Map<String, Door> DOORS = Map.of(
            "strawberry",
            new Door("Make it think of strawberries", "One feature turned up, and every story finds its way to one."),
            "french",
            new Door("Turn the text French", "The same story, the same seed; one feature decides its language."),
            "liar",
            new Door(
                    "Make the liar tell the truth",
                    "The story says where the thing is. The speaker has heard it, and says otherwise; until a few numbers"
                            + " inside the model are changed."));

    private Demos() {}

    static Picture picture(String name) {
        Door door = DOORS.get(name);
        if (door == null) {
            throw new NotFoundException("No demo '" + name + "': there are "
                    + String.join(", ", DOORS.keySet().stream().sorted().toList()) + ".");
        }
        return Pictures.words("demo / " + name, door.title(), door.words());
    }
}
