package org.fragaria.village;

/** Stories of the village. */
final class Story implements Genre {

    @Override
    public String name() {
        return "story";
    }

    @Override
    public void write(Scribe scribe, Village.Split split, Village.Stage stage) {
        Tale tale = new Tale(scribe);
        tale.open();
        tale.arcs(scribe.random().nextInt(2));
        if (scribe.chance(0.55)) {
            new Search(scribe, split, stage).tell(tale);
        } else {
            tale.arcs(1 + scribe.random().nextInt(2));
        }
        tale.end();
        Lexicon.finish(scribe);
    }
}
