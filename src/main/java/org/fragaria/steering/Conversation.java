package org.fragaria.steering;

/** The conversations of a chat that is run in several ways at once: what the user says is common, the answers are each one's own. */
public enum Conversation {
    /** With the model left alone. */
    DEFAULT,
    /** With the model that is changed. */
    STEERED,
    /** With the model left alone and told the wish in words. */
    TOLD
}
