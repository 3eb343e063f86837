package org.fragaria.demo;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How far the demo is; also JSON. Immutable.
 *
 * @param stage what is being done, in words
 * @param steps the sources, in the order they are made
 * @param failure what went wrong; null if nothing did
 */
public record DemoProgress(
        String stage, List<Step> steps, @Nullable String failure) {

    /** What is known of a source's making. */
    public enum State {
        WAITING,
        BUILDING,
        DONE
    }

    /**
     * One source.
     *
     * @param source its id
     * @param state how far it is
     * @param fraction share of its tokens that were read, 0..1
     * @param note speed and time left while it is built, else empty
     */
    public record Step(String source, State state, double fraction, String note) {}

    public DemoProgress {
        steps = List.copyOf(steps);
    }

    /** Whether nothing is left to do. */
    public boolean finished() {
        return failure == null && steps.stream().allMatch(step -> step.state() == State.DONE);
    }

    /** Sources that are there. */
    public long done() {
        return steps.stream().filter(step -> step.state() == State.DONE).count();
    }

    /** Share of all the work that is done, 0..1. */
    public double fraction() {
        return steps.stream().mapToDouble(Step::fraction).average().orElse(0);
    }

    /** Whether a source is still to be made, or made anew; what lies in its place until then says nothing. */
    public boolean pending(String source) {
        return failure == null
                && steps.stream().anyMatch(step -> step.source().equals(source) && step.state() != State.DONE);
    }

    DemoProgress with(Step changed) {
        return new DemoProgress(
                stage,
                steps.stream()
                        .map(step -> step.source().equals(changed.source()) ? changed : step)
                        .toList(),
                failure);
    }

    DemoProgress at(String newStage) {
        return new DemoProgress(newStage, steps, failure);
    }

    DemoProgress failed(String why) {
        return new DemoProgress(stage, steps, why);
    }
}
