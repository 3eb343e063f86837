package org.fragaria.feature;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureStore.Sort;
import org.fragaria.feature.FeatureStore.TableQuery;

/**
 * The columns that the table sorts and filters by, held in memory with the order of each (about 130 bytes a feature), so
 * that any page of any order is one walk over an array. Immutable.
 */
final class FeatureColumns {

    private final int size;
    /** Values by feature, NaN where there is none. */
    private final Map<Sort, double[]> values = new EnumMap<>(Sort.class);
    /** Features by rising value, those without one last; of equals the lower number first. */
    private final Map<Sort, int[]> rising = new EnumMap<>(Sort.class);

    private final Map<Sort, int[]> falling = new EnumMap<>(Sort.class);

    FeatureColumns(LeafReader reader) throws IOException {
        size = reader.maxDoc();
        for (Sort sort : Sort.values()) {
            double[] column = column(sort, reader);
            values.put(sort, column);
            rising.put(sort, order(column, 1));
            falling.put(sort, order(column, -1));
        }
    }

    private double[] column(Sort sort, LeafReader reader) throws IOException {
        double[] column = new double[size];
        if (sort == Sort.INDEX) {
            Arrays.setAll(column, i -> i);
            return column;
        }
        NumericDocValues stored = reader.getNumericDocValues(field(sort));
        for (int i = 0; i < size; i++) {
            column[i] = sort == Sort.MAX ? asFloat(stored, i) : asDouble(stored, i);
        }
        return column;
    }

    private static String field(Sort sort) {
        return switch (sort) {
            case INDEX -> FeatureLayout.INDEX;
            case MAX -> FeatureLayout.MAX;
            case DENSITY -> FeatureLayout.DENSITY;
            case LOOKUP -> FeatureLayout.LOOKUP;
            case LOOKUP2 -> FeatureLayout.LOOKUP2;
            case LOOKUP3 -> FeatureLayout.LOOKUP3;
            case PERSISTENCE -> FeatureLayout.PERSISTENCE;
            case OUTPUT -> FeatureLayout.OUTPUT;
        };
    }

    /** Largest activation, 0 for a dead feature, which has none. */
    private static double asFloat(@Nullable NumericDocValues values, int document) throws IOException {
        return values != null && values.advanceExact(document) ? Float.intBitsToFloat((int) values.longValue()) : 0;
    }

    private static double asDouble(@Nullable NumericDocValues values, int document) throws IOException {
        return values != null && values.advanceExact(document)
                ? Double.longBitsToDouble(values.longValue())
                : Double.NaN;
    }

    private int[] order(double[] column, int sign) {
        Comparator<Integer> byValue = (a, b) -> compare(column[a], column[b], sign);
        return IntStream.range(0, size)
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

    /** The value of a feature in a column, NaN if it has none. */
    double value(Sort sort, int feature) {
        return values.getOrDefault(sort, new double[0])[feature];
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

    /** Whether a feature is within all bounds. */
    boolean within(List<TableFilter.Bound> bounds, int feature) {
        for (TableFilter.Bound bound : bounds) {
            if (!bound.holds(value(bound.column(), feature))) {
                return false;
            }
        }
        return true;
    }

    private boolean passes(TableQuery query, int feature) {
        double density = value(Sort.DENSITY, feature);
        return (!query.live() || value(Sort.MAX, feature) > 0)
                && density >= query.minDensity()
                && density <= query.maxDensity()
                && (query.maxLookup() >= 1 || value(Sort.LOOKUP, feature) <= query.maxLookup())
                && (query.maxLookup3() >= 1 || value(Sort.LOOKUP3, feature) <= query.maxLookup3());
    }
}
