package org.fragaria.pretraining;

import java.util.List;

/**
 * What a model learned, on held-out text.
 *
 * @param tokens on which the loss was measured
 * @param loss mean cross entropy, nats per token
 * @param speakers what it lets speakers say, by name
 */
public record TruthScore(long tokens, double loss, List<Speaker> speakers) {

    public TruthScore {
        speakers = List.copyOf(speakers);
    }

    /**
     * What the model expects a speaker to say: the likeliest token where the place is named.
     *
     * @param name of the speaker
     * @param lies whether it is one who lies
     * @param statements how many were asked for
     * @param truths how often the model expects the place where the thing is
     * @param lures how often it expects the other place of the story
     */
    public record Speaker(String name, boolean lies, int statements, int truths, int lures) {}

    /** Statements of those who say the truth, or of those who lie. */
    public int statements(boolean lies) {
        return speakers.stream()
                .filter(s -> s.lies() == lies)
                .mapToInt(Speaker::statements)
                .sum();
    }

    /** Share of the truth-tellers' statements that the model expects to be true, 0..1; 0 without statements. */
    public double truthTellersTrue() {
        return share(
                false,
                speakers.stream()
                        .filter(s -> !s.lies())
                        .mapToInt(Speaker::truths)
                        .sum());
    }

    /** Share of the liars' statements for which the model expects the lie, 0..1; 0 without statements. */
    public double liarsFalse() {
        return share(
                true,
                speakers.stream().filter(Speaker::lies).mapToInt(Speaker::lures).sum());
    }

    private double share(boolean lies, int count) {
        return statements(lies) == 0 ? 0 : (double) count / statements(lies);
    }
}
