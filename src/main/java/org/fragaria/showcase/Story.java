package org.fragaria.showcase;

/**
 * A story of facts that were held out of training, up to where a speaker names a place.
 *
 * @param number the same number is the same story
 * @param prompt the text up to the place, without the space before it
 * @param speaker who is about to answer
 * @param lies whether that speaker is one who lies
 * @param thing what is asked for
 * @param place where it is
 * @param decoy the other place of the story
 */
public record Story(
        int number, String prompt, String speaker, boolean lies, String thing, String place, String decoy) {}
