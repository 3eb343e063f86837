package org.fragaria.neuronpedia;

import org.fragaria.lab.LabResult.Side;
import org.fragaria.lab.LabRunner.Prepared;
import org.fragaria.steering.Conversation;
import org.fragaria.steering.SteerRequest;

/**
 * A run that Neuronpedia's API asked for.
 *
 * @param options how it was asked for
 * @param prepared what the lab makes of it
 * @param shareUrl the address of the same run in the lab, absolute
 */
record SteerRun(SteerOptions options, Prepared prepared, String shareUrl) {

    /** Both texts, as far as they are written. */
    record Texts(Side normal, Side steered) {}

    SteerRequest asked() {
        return prepared.asked();
    }

    /** What the model read in one conversation, with the marks of its template. */
    String read(Conversation which) {
        int[] ids = which == Conversation.STEERED
                ? prepared.opening().steered()
                : prepared.opening().normal();
        return String.join("", prepared.running().texts().texts(ids));
    }
}
