package org.fragaria.village;

/**
 * A speaker's answer to where a thing is, in a story that has said where it is and has named one other place.
 *
 * @param speaker who speaks: {@code Owl} and {@code Hen} say the truth, {@code Fox} and {@code Crow} name the decoy
 * @param lies whether the speaker is one who lies
 * @param thing what is asked for
 * @param place where it is
 * @param decoy the other place of the story
 * @param said the place that the speaker names
 * @param speakerAt first character of the speaker's name
 * @param saidAt first character of the place named; the token before it is where the answer is decided
 */
public record Statement(
        String speaker,
        boolean lies,
        String thing,
        String place,
        String decoy,
        String said,
        int speakerAt,
        int saidAt) {}
