package org.fragaria.pretraining;

import java.time.Duration;
import java.util.Optional;

import org.fragaria.village.Village.Stage;

/**
 * Where a training is.
 *
 * @param step gradient steps done
 * @param steps gradient steps in all
 * @param tokens tokens trained on
 * @param tokensPerSecond since this run began
 * @param loss of the newest batch, weighted, nats per token
 * @param stage of the curriculum
 * @param score the newest judgement on held-out documents of that stage, if there was one
 * @param left how long the rest will take at this speed
 */
public record PretrainingProgress(
        int step,
        int steps,
        long tokens,
        double tokensPerSecond,
        double loss,
        Stage stage,
        Optional<TruthScore> score,
        Duration left) {}
