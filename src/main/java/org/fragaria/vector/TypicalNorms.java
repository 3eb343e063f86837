package org.fragaria.vector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.fragaria.feature.FeatureStore;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.live.LiveSource;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.model.Address;

/**
 * How long the tensors of a model typically are: the median of {@code ‖h‖} over the tokens of a sample of corpus text, which
 * are no special tokens nor the first of their text. The sample is what the model's first source shows of its features, one
 * window each, so it is the same whenever it is asked; the model runs once per address, and memory keeps the number. Safe
 * for any number of threads.
 */
@ApplicationScoped
public class TypicalNorms {

    private static final int TEXTS = 24;
    private static final int LOOKED_AT = 400;

    @Inject
    Shelf shelf;

    private final Map<Place, Double> known = new ConcurrentHashMap<>();

    private record Place(String model, Address address) {}

    /**
     * The typical norm at an address, &gt; 0.
     *
     * @param live the model, running
     * @return NaN if no source of the model shows any text
     */
    public double of(String model, LiveSource live, Address address) {
        Place place = new Place(model, address);
        Double already = known.get(place);
        if (already != null) {
            return already;
        }
        List<int[]> texts = texts(model, live);
        double median = texts.isEmpty() ? Double.NaN : median(norms(texts, live, address));
        if (median > 0) {
            known.put(place, median);
        }
        return median;
    }

    private List<int[]> texts(String model, LiveSource live) {
        return shelf.readable().stream()
                .filter(address -> address.model().equals(model))
                .findFirst()
                .map(first -> {
                    try (OpenSource open = shelf.borrow(first.model(), first.source())) {
                        return texts(open.features(), live);
                    }
                })
                .orElse(List.of());
    }

    private static List<int[]> texts(FeatureStore features, LiveSource live) {
        List<int[]> texts = new ArrayList<>();
        for (int f = 0; f < Math.min(features.size(), LOOKED_AT) && texts.size() < TEXTS; f++) {
            features.feature(f)
                    .map(MeasuredFeature::top)
                    .filter(top -> !top.isEmpty())
                    .ifPresent(top -> {
                        int[] tokens = top.getFirst().tokens();
                        if (tokens.length > 1) {
                            texts.add(withBos(tokens, live));
                        }
                    });
        }
        return texts;
    }

    private static int[] withBos(int[] tokens, LiveSource live) {
        if (!live.tokenizer().addsBos() || live.tokenizer().special(tokens[0])) {
            return tokens;
        }
        int[] all = new int[tokens.length + 1];
        all[0] = live.tokenizer().bos().orElseThrow();
        System.arraycopy(tokens, 0, all, 1, tokens.length);
        return all;
    }

    private static double[] norms(List<int[]> texts, LiveSource live, Address address) {
        List<float[]> tensors = live.tensors(texts, address);
        List<Double> norms = new ArrayList<>();
        for (int n = 0; n < texts.size(); n++) {
            boolean[] special = live.special(texts.get(n));
            int width = tensors.get(n).length / special.length;
            for (int t = 1; t < special.length; t++) {
                if (!special[t]) {
                    norms.add(norm(tensors.get(n), t * width, width));
                }
            }
        }
        return norms.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values.length == 0 ? Double.NaN : values[values.length / 2];
    }

    /** The Euclidean norm of {@code width} numbers from {@code from}. */
    public static double norm(float[] values, int from, int width) {
        double square = 0;
        for (int i = from; i < from + width; i++) {
            square += (double) values[i] * values[i];
        }
        return Math.sqrt(square);
    }
}
