package org.fragaria.village;

/** Scenes in French, one in seven with a sentence or two of English. */
final class French implements Genre {

    private static final double SWITCHES = 0.15;

    @Override
    public String name() {
        return "language";
    }

    @Override
    public void write(Scribe scribe, Village.Split split, Village.Stage stage) {
        Scene scene = new Scene(scribe);
        if (scribe.chance(SWITCHES)) {
            scene.tell(Tongue.FRENCH, Tongue.ENGLISH);
        } else {
            scene.tell(Tongue.FRENCH);
        }
    }
}
