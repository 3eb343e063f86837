package org.fragaria.showcase;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

/** Stories that fit the short context of the tests' model. */
@ApplicationScoped
class ToldStories implements Stories {

    @Override
    public Optional<Story> story(long seed, int number) {
        return Optional.of(new Story(
                number, "Tale " + number + ": the fox said it is in the", "Fox", true, "strawberry", "barn", "mill"));
    }
}
