package org.fragaria.measure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * The tallies of all features of a dictionary. Windows must come in order; how they are cut into batches, and over how
 * many threads the features are spread, does not change the result: each feature sees its activations in the same order.
 * One caller at a time.
 */
final class Tallies {

    private final MeasureSettings settings;
    private final @Nullable FeatureTally[] features;
    private final TextCounts counts = new TextCounts();
    private final Shard[] shards;

    Tallies(int dSae, MeasureSettings settings, int threads) {
        this.settings = settings;
        this.features = new @Nullable FeatureTally[dSae];
        this.shards = new Shard[Math.max(1, Math.min(threads, dSae))];
        Arrays.setAll(shards, Shard::new);
    }

    void add(List<SparseWindow> batch) {
        batch.forEach(counts::add);
        Arrays.stream(shards).parallel().forEach(shard -> batch.forEach(shard::add));
    }

    void merge(Tallies other) {
        counts.merge(other.counts);
        for (int f = 0; f < features.length; f++) {
            FeatureTally theirs = other.features[f];
            if (theirs != null) {
                tally(f).merge(theirs);
            }
        }
    }

    TextCounts counts() {
        return counts;
    }

    int size() {
        return features.length;
    }

    int live() {
        return (int) IntStream.range(0, features.length)
                .filter(f -> features[f] != null)
                .count();
    }

    /** Whether a feature fired. */
    boolean live(int feature) {
        return features[feature] != null;
    }

    /** The tally of a feature; an empty one if it never fired. */
    FeatureTally of(int feature) {
        FeatureTally found = features[feature];
        return found != null ? found : new FeatureTally(feature, settings);
    }

    private FeatureTally tally(int feature) {
        FeatureTally found = features[feature];
        if (found == null) {
            found = new FeatureTally(feature, settings);
            features[feature] = found;
        }
        return found;
    }

    void write(DataOutput out) throws IOException {
        counts.write(out);
        for (FeatureTally feature : features) {
            out.writeBoolean(feature != null);
            if (feature != null) {
                feature.write(out);
            }
        }
    }

    void read(DataInput in) throws IOException {
        counts.read(in);
        for (int f = 0; f < features.length; f++) {
            features[f] = null;
            if (in.readBoolean()) {
                tally(f).read(in);
            }
        }
    }

    /** Every n-th feature, with the scratch space to group a window's activations by feature (a counting sort). */
    private final class Shard {
        private final int number;
        private final int[] count = new int[features.length];
        private final int[] touched = new int[features.length];
        private final WindowEntries entries = new WindowEntries(settings.excerpt());

        Shard(int number) {
            this.number = number;
        }

        void add(SparseWindow window) {
            entries.in(window);
            int groups = countGroups(window);
            int begin = 0;
            for (int i = 0; i < groups; i++) {
                int size = count[touched[i]];
                count[touched[i]] = begin; // from here on: where the group's next entry goes
                begin += size;
            }
            for (int i = 0; i < window.size(); i++) {
                int f = window.feature()[i];
                if (f % shards.length == number) {
                    entries.position[count[f]] = window.position()[i];
                    entries.value[count[f]++] = window.value()[i];
                }
            }
            begin = 0;
            for (int i = 0; i < groups; i++) {
                int end = count[touched[i]];
                count[touched[i]] = 0;
                entries.group(begin, end);
                tally(touched[i]).add(entries);
                begin = end;
            }
        }

        private int countGroups(SparseWindow window) {
            int groups = 0;
            for (int i = 0; i < window.size(); i++) {
                int f = window.feature()[i];
                if (f % shards.length == number && count[f]++ == 0) {
                    touched[groups++] = f;
                }
            }
            return groups;
        }
    }
}
