package org.fragaria.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

import jakarta.ws.rs.QueryParam;

import org.jspecify.annotations.Nullable;

import org.fragaria.atlas.AtlasResource;
import org.fragaria.atlas.Wording;
import org.fragaria.feature.Called;
import org.fragaria.feature.FeatureStore.Sort;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.TableFilter;
import org.fragaria.feature.TableFilter.Bound;
import org.fragaria.web.Parameters;

/**
 * The finer filters of the table of features, as the address says them.
 *
 * @param max least strongest activation; 0 for any
 * @param lookup greatest share that the current token alone explains, 0..1; 1 for any
 * @param persistence least mean length of a run in tokens; 0 for any
 * @param output least output score, -1..1; -1 for any
 * @param label text that the label contains; empty for any
 * @param method how the label was made
 * @param promotes display string of a token that the feature makes more likely; empty for any
 */
public record Narrow(
        double max, double lookup, double persistence, double output, String label, By method, String promotes) {

    private static final double LARGEST = 1e30;

    /** How a label was made. */
    public enum By {
        ANY("any"),
        NAMED("more than tokens"),
        HUMAN("by a person"),
        AUTOMATIC("by a model"),
        TRUTH("by the truth report"),
        OFFLINE("from tokens alone"),
        NONE("none yet");

        private final String label;

        By(String label) {
            this.label = label;
        }

        /** How a person reads it. */
        public String label() {
            return label;
        }

        boolean fits(@Nullable String method) {
            return switch (this) {
                case ANY -> true;
                case NONE -> method == null;
                case HUMAN, TRUTH, OFFLINE -> Parameters.word(this).equals(method);
                case NAMED -> method != null && !OFFLINE.fits(method);
                case AUTOMATIC -> NAMED.fits(method) && !HUMAN.fits(method) && !TRUTH.fits(method);
            };
        }
    }

    /** The address's own words; {@link #narrow} reads them. */
    public record Words(
            @QueryParam("max") @Nullable String max,
            @QueryParam("lookup") @Nullable String lookup,
            @QueryParam("persistence") @Nullable String persistence,
            @QueryParam("output") @Nullable String output,
            @QueryParam("label") @Nullable String label,
            @QueryParam("method") @Nullable String method,
            @QueryParam("promotes") @Nullable String promotes) {

        Narrow narrow() {
            return new Narrow(
                    Parameters.real("max", max, 0, 0, LARGEST),
                    Parameters.real("lookup", lookup, 1, 0, 1),
                    Parameters.real("persistence", persistence, 0, 0, LARGEST),
                    Parameters.real("output", output, -1, -1, 1),
                    AtlasResource.words(label),
                    Parameters.choice("method", method, By.ANY),
                    AtlasResource.words(promotes));
        }
    }

    /** Writes what is not as usual into an address. */
    void write(Map<String, String> words) {
        put(words, "max", max, 0);
        put(words, "lookup", lookup, 1);
        put(words, "persistence", persistence, 0);
        put(words, "output", output, -1);
        if (!label.isEmpty()) {
            words.put("label", label);
        }
        if (method != By.ANY) {
            words.put("method", Parameters.word(method));
        }
        if (!promotes.isEmpty()) {
            words.put("promotes", promotes);
        }
    }

    private static void put(Map<String, String> words, String name, double value, double usual) {
        if (value != usual) {
            words.put(name, number(value));
        }
    }

    /** A number as short as it can be written. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** A filter's value for its field: empty where it lets everything through. */
    public String field(String name) {
        Map<String, String> words = new java.util.LinkedHashMap<>();
        write(words);
        return words.getOrDefault(name, "");
    }

    /** Whether one of the numbers is set. */
    public boolean numbers() {
        return max != 0 || lookup != 1 || persistence != 0 || output != -1;
    }

    /** What a feature must be. */
    TableFilter filter(OpenSource open, Labels labels) {
        List<Bound> bounds = new ArrayList<>();
        if (max > 0) {
            bounds.add(new Bound(Sort.MAX, max, Double.POSITIVE_INFINITY));
        }
        if (lookup < 1) {
            bounds.add(new Bound(Sort.LOOKUP, Double.NEGATIVE_INFINITY, lookup));
        }
        if (persistence > 0) {
            bounds.add(new Bound(Sort.PERSISTENCE, persistence, Double.POSITIVE_INFINITY));
        }
        if (output > -1) {
            bounds.add(new Bound(Sort.OUTPUT, output, Double.POSITIVE_INFINITY));
        }
        IntPredicate says = label.isBlank() ? feature -> true : Wording.labelled(label, open, labels);
        return new TableFilter(bounds, says.and(made(open, labels)));
    }

    private IntPredicate made(OpenSource open, Labels labels) {
        if (method == By.ANY) {
            return feature -> true;
        }
        Called called = open.called(labels);
        return feature -> method.fits(called.method(feature));
    }
}
