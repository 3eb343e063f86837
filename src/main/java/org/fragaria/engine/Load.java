package org.fragaria.engine;

/**
 * How busy an engine is at a moment.
 *
 * @param rows rows in flight
 * @param mostRows rows that may be in flight
 * @param waiting requests that wait
 * @param waitingRows their rows
 * @param waitSeconds how long one more request of two rows would probably wait, if clients had no turns
 * @param tokensPerSecond tokens written per second, mean of the last seconds at work; 0 when idle
 * @param tokens tokens written since the engine started
 * @param promptTokens tokens of prompts read since then
 * @param reusedTokens tokens of prompts that had been read before, for another row or request
 */
public record Load(
        int rows,
        int mostRows,
        int waiting,
        int waitingRows,
        double waitSeconds,
        double tokensPerSecond,
        long tokens,
        long promptTokens,
        long reusedTokens) {}
