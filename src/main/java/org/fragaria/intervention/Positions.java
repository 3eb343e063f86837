package org.fragaria.intervention;

/** Which tokens of a row an intervention touches; special tokens (BOS and the like) only where asked. */
public enum Positions {
    /** Prompt and generated tokens. */
    ALL,
    /** Only tokens of the prompt. */
    PROMPT,
    /** Only generated tokens, and the prompt's last one, from which the first of them is predicted. */
    GENERATED,
    /** Only the prompt's last token: where the model decides what comes first. */
    LAST;

    /**
     * Whether a position is touched.
     *
     * @param position from 0
     * @param promptLength tokens of the prompt
     */
    boolean include(int position, int promptLength) {
        return switch (this) {
            case ALL -> true;
            case PROMPT -> position < promptLength;
            case GENERATED -> position >= promptLength - 1;
            case LAST -> position == promptLength - 1;
        };
    }
}
