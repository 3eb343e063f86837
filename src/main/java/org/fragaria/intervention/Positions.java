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
    LAST,
    /** From a position to another one; {@link Scope#range} says which. */
    RANGE,
    /** Certain tokens wherever they stand; {@link Scope#tokens} says which. */
    TOKENS
}
