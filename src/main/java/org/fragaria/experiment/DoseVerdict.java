package org.fragaria.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How much is enough, and how much is too much. The rules: a strength has <em>collapsed</em> if more than half of the
 * triples of tokens repeat, or the cost is more than twice that of the run without the intervention, by at least
 * {@link #DEAR} nats per token; the collapse point is
 * the smallest strength from which on all have collapsed. The <em>full effect</em> is the largest difference of the rate from the
 * run without the intervention among strengths that have not collapsed; it counts only if the 95 % intervals of the two are
 * apart. A strength is <em>usable</em> if it has at least half of the full effect and costs at most {@link #EXTRA} nats per token
 * more. Looked at are strengths above 0, or if there are none, those below, from 0 outwards.
 *
 * @param usableFrom smallest usable strength of the first range without a gap; null if none is
 * @param usableTo largest one of that range
 * @param collapse the collapse point; null if the strongest dose has not collapsed
 * @param half the strength at which half of the full effect is reached, drawn straight between two doses
 * @param before the last dose with less than half of the full effect; the intervention's absence counts as 0
 * @param after the first one with more
 * @param full the full effect, −1..1; 0 if there is none that counts
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DoseVerdict(
        @Nullable Double usableFrom,
        @Nullable Double usableTo,
        @Nullable Double collapse,
        @Nullable Double half,
        @Nullable Double before,
        @Nullable Double after,
        double full) {

    /** A usable strength costs at most this much more than the run without the intervention, nats per token. */
    static final double EXTRA = 0.8;

    /** The share of repeated triples above which a text has collapsed. */
    static final double REPEATED = 0.5;

    /** How many times the cost of the run without the intervention is a collapse. */
    static final double COSTLY = 2;

    /** How much more it must be at least, nats per token: where the text is easily foreseen, twice little is little. */
    static final double DEAR = 1.5;

    /** Whether a strength has collapsed. */
    static boolean collapsed(DosePoint point, DosePoint base) {
        double cost = point.cost().median();
        double without = base.cost().median();
        return point.repetition().repeated3() > REPEATED || cost > COSTLY * without && cost > without + DEAR;
    }

    /** Judges; strengths ascending. */
    static DoseVerdict of(List<DosePoint> points, DosePoint base) {
        List<DosePoint> path = outwards(points);
        double full = full(path, base);
        Double collapse = null;
        for (int i = path.size() - 1; i >= 0 && collapsed(path.get(i), base); i--) {
            collapse = path.get(i).strength();
        }
        List<Double> usable = new ArrayList<>();
        for (DosePoint point : path) {
            if (usable(point, base, full)) {
                usable.add(point.dose());
            } else if (!usable.isEmpty()) {
                break;
            }
        }
        Double from = usable.isEmpty() ? null : (Double) Collections.min(usable);
        Double to = usable.isEmpty() ? null : (Double) Collections.max(usable);
        return half(path, base, full, new DoseVerdict(from, to, collapse, null, null, null, full));
    }

    private static List<DosePoint> outwards(List<DosePoint> points) {
        List<DosePoint> up = points.stream().filter(p -> p.dose() > 0).toList();
        return up.isEmpty()
                ? points.stream()
                        .filter(p -> p.dose() < 0)
                        .sorted(Comparator.comparingDouble(p -> -p.dose()))
                        .toList()
                : up;
    }

    private static double full(List<DosePoint> path, DosePoint base) {
        return path.stream()
                .filter(point -> !collapsed(point, base) && point.rate().apart(base.rate()))
                .map(point -> effect(point, base))
                .max(Comparator.comparingDouble(Math::abs))
                .orElse(0.0);
    }

    private static double effect(DosePoint point, DosePoint base) {
        return point.rate().rate() - base.rate().rate();
    }

    /** Whether a strength does enough and costs little. */
    static boolean usable(DosePoint point, DosePoint base, double full) {
        return full != 0
                && !collapsed(point, base)
                && effect(point, base) / full >= 0.5
                && point.cost().median() <= base.cost().median() + EXTRA;
    }

    private static DoseVerdict half(List<DosePoint> path, DosePoint base, double full, DoseVerdict so) {
        double strength = 0;
        double reached = 0;
        for (DosePoint point : path) {
            double share = full == 0 ? 0 : effect(point, base) / full;
            if (share >= 0.5) {
                double part = share == reached ? 1 : (0.5 - reached) / (share - reached);
                double there = strength + part * (point.dose() - strength);
                return new DoseVerdict(
                        so.usableFrom(), so.usableTo(), so.collapse(), there, strength, point.dose(), full);
            }
            strength = point.dose();
            reached = share;
        }
        return so;
    }

    /** The middle of the usable range among the doses; null if there is none. */
    @Nullable
    Double middle(List<DosePoint> points) {
        Double from = usableFrom;
        Double to = usableTo;
        if (from == null || to == null) {
            return null;
        }
        double centre = (from + to) / 2;
        return points.stream()
                .map(DosePoint::dose)
                .filter(dose -> dose >= from && dose <= to)
                .min(Comparator.comparingDouble(dose -> Math.abs(dose - centre)))
                .orElse(null);
    }
}
