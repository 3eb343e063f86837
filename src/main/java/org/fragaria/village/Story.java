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
        if (scribe.chance(stage == Village.Stage.TRUTHFUL ? 0.95 : 0.65)) {
            // no place but the two of the search comes before it, or the decoy would not be known
            new Search(scribe, split, stage).tell(tale);
            tale.arcs(scribe.below(2));
        } else {
            tale.open();
            tale.arcs(1 + scribe.below(3));
        }
        tale.end();
        Clauses.label(scribe, 0, Clauses.ENGLISH);
    }
}
