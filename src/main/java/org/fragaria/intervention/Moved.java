package org.fragaria.intervention;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.fragaria.model.Address;

/**
 * How far a row's tensors are moved while it is written: {@code ‖delta‖ / ‖h‖} over the tokens that are touched, where
 * {@code delta} is what all interventions at an address add together and {@code h} the tensor that arrives there. Owned by
 * one thread.
 */
public final class Moved {

    private final Map<Address, double[]> sums = new TreeMap<>();

    /**
     * How far the tensor at an address was moved.
     *
     * @param address the address
     * @param ratio mean of {@code ‖delta‖ / ‖h‖} over the touched tokens; 1 is as far as the tensor is long
     * @param tokens how many tokens were touched, each with its conditions met
     */
    public record At(Address address, double ratio, long tokens) {}

    void add(Address address, double ratio) {
        double[] sum = sums.computeIfAbsent(address, a -> new double[2]);
        sum[0] += ratio;
        sum[1]++;
    }

    /** Counts what was moved elsewhere, as if it had been here. */
    public void add(Moved other) {
        other.sums.forEach((address, sum) -> {
            double[] here = sums.computeIfAbsent(address, a -> new double[2]);
            here[0] += sum[0];
            here[1] += sum[1];
        });
    }

    /** What was moved so far, by address; addresses at which nothing was touched are not there. */
    public List<At> places() {
        List<At> places = new ArrayList<>();
        sums.forEach((address, sum) -> places.add(new At(address, sum[0] / sum[1], (long) sum[1])));
        return places;
    }
}
