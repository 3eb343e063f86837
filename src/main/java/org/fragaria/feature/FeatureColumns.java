package org.fragaria.feature;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureStore.Sort;
import org.fragaria.feature.FeatureStore.TableQuery;

/**
 * The columns that the table sorts and filters by, held in memory with the order of each (about 40 bytes a feature), so
 * that any page of any order is one walk over an array. Immutable.
 */
final class FeatureColumns {

    private final double[] max;
    private final double[] density;
    private final double[] lookup;
    /** Features by rising value, those without one last; of equals the lower number first. */
    private final Map<Sort, int[]> rising = new EnumMap<>(Sort.class);

    private final Map<Sort, int[]> falling = new EnumMap<>(Sort.class);

    FeatureColumns(LeafReader reader) throws IOException {
        int size = reader.maxDoc();
        max = new double[size];
        density = new double[size];
        lookup = new double[size];
        NumericDocValues maxima = reader.getNumericDocValues(FeatureLayout.MAX);
        NumericDocValues densities = reader.getNumericDocValues(FeatureLayout.DENSITY);
        NumericDocValues lookups = reader.getNumericDocValues(FeatureLayout.LOOKUP);
        for (int i = 0; i < size; i++) {
            max[i] = maxima != null && maxima.advanceExact(i) ? Float.intBitsToFloat((int) maxima.longValue()) : 0;
            density[i] = asDouble(densities, i);
            lookup[i] = asDouble(lookups, i);
        }
        for (Sort sort : Sort.values()) {
            rising.put(sort, order(sort, 1));
            falling.put(sort, order(sort, -1));
        }
    }

    private static double asDouble(@Nullable NumericDocValues values, int document) throws IOException {
        return values != null && values.advanceExact(document)
                ? Double.longBitsToDouble(values.longValue())
                : Double.NaN;
    }

    private int[] order(Sort sort, int sign) {
        Comparator<Integer> byValue = (a, b) -> compare(value(sort, a), value(sort, b), sign);
        return IntStream.range(0, max.length)
                .boxed()
                .sorted(byValue.thenComparing(Comparator.naturalOrder()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int compare(double a, double b, int sign) {
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return Boolean.compare(Double.isNaN(a), Double.isNaN(b));
        }
        return sign * Double.compare(a, b);
    }

    private double value(Sort sort, int feature) {
        return switch (sort) {
            case INDEX -> feature;
            case MAX -> max[feature];
            case DENSITY -> density[feature];
            case LOOKUP -> lookup[feature];
        };
    }

    /** The features of a page, and how many pass the filter. */
    record Found(int[] page, long total) {}

    /** Walks the order and keeps the page; the token of the query is up to {@code alsoIf}. */
    Found find(TableQuery query, IntPredicate alsoIf) {
        int[] page = new int[query.limit()];
        int kept = 0;
        long total = 0;
        for (int f : (query.descending() ? falling : rising).getOrDefault(query.sort(), new int[0])) {
            if (passes(query, f) && alsoIf.test(f)) {
                if (total >= query.offset() && kept < page.length) {
                    page[kept++] = f;
                }
                total++;
            }
        }
        return new Found(Arrays.copyOf(page, kept), total);
    }

    private boolean passes(TableQuery query, int feature) {
        return (!query.live() || max[feature] > 0)
                && density[feature] >= query.minDensity()
                && density[feature] <= query.maxDensity()
                && (query.maxLookup() >= 1 || lookup[feature] <= query.maxLookup());
    }
}
