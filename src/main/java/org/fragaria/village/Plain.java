package org.fragaria.village;

import java.util.List;

/** The scenes of the other tongues in English, so that a tongue is more than its kind of scene; one in five quotes another. */
final class Plain implements Genre {

    private static final double SWITCHES = 0.2;

    @Override
    public String name() {
        return "language";
    }

    @Override
    public void write(Scribe scribe, Village.Split split, Village.Stage stage) {
        Scene scene = new Scene(scribe);
        if (scribe.chance(SWITCHES)) {
            scene.tell(Tongue.ENGLISH, scribe.any(List.of(Tongue.FRENCH, Tongue.GERMAN, Tongue.SPANISH)));
        } else {
            scene.tell(Tongue.ENGLISH);
        }
    }
}
