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
 */
public record Load(
        int rows,
        int mostRows,
        int waiting,
        int waitingRows,
        double waitSeconds,
        double tokensPerSecond,
        long tokens) {}
