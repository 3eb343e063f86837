package org.fragaria.vector;

import java.util.ArrayList;
import java.util.List;

import org.fragaria.live.LiveSource;
import org.fragaria.model.Address;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;

/** Makes a vector of two sets of texts: the difference of their means. */
final class Contrasts {

    static final int MOST_TEXTS = 64;
    private static final int MOST_CHARACTERS = 40_000;

    private Contrasts() {}

    /** The tokens of a text that count; special tokens never do. */
    enum Which {
        LAST,
        MEAN
    }

    /**
     * A vector and how it was made.
     *
     * @param values mean of the positive texts less that of the negative ones, {@code [width]}
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Made(float[] values, Contrast contrast) {}

    /**
     * Reads the texts; each is one number of its set, however long it is.
     *
     * @throws InvalidException if a set is empty or a text is blank
     * @throws TooLargeException if there are too many texts, or one is longer than the model reads
     */
    static Made make(LiveSource live, Address address, List<String> positive, List<String> negative, Which which) {
        check("positive", positive);
        check("negative", negative);
        int characters = characters(positive) + characters(negative);
        if (characters > MOST_CHARACTERS) {
            throw new TooLargeException("The texts have " + characters + " characters together: expected at most "
                    + MOST_CHARACTERS + ". Give fewer or shorter ones.");
        }
        List<double[]> with = read(live, address, positive, which);
        List<double[]> without = read(live, address, negative, which);
        double[] a = mean(with);
        double[] b = mean(without);
        float[] values = new float[a.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (a[i] - b[i]);
        }
        String word = which.name().toLowerCase(java.util.Locale.ROOT);
        Contrast contrast = new Contrast(
                word,
                positive,
                negative,
                norm(a),
                norm(b),
                dot(a, b) / (norm(a) * norm(b)),
                apart(with, without, values));
        return new Made(values, contrast);
    }

    private static int characters(List<String> texts) {
        return texts.stream().mapToInt(String::length).sum();
    }

    private static void check(String name, List<String> texts) {
        if (texts.isEmpty()) {
            throw new InvalidException("Parameter " + name + ": expected 1 to " + MOST_TEXTS + " texts, found none.");
        }
        if (texts.size() > MOST_TEXTS) {
            throw new TooLargeException(
                    "Parameter " + name + ": expected at most " + MOST_TEXTS + " texts, found " + texts.size() + ".");
        }
    }

    private static List<double[]> read(LiveSource live, Address address, List<String> texts, Which which) {
        List<int[]> ids = new ArrayList<>();
        for (String text : texts) {
            ids.add(live.encode("text", text));
        }
        List<float[]> tensors = live.tensors(ids, address);
        List<double[]> read = new ArrayList<>();
        for (int n = 0; n < ids.size(); n++) {
            read.add(one(tensors.get(n), live.special(ids.get(n)), which, texts.get(n)));
        }
        return read;
    }

    private static double[] one(float[] tensor, boolean[] special, Which which, String text) {
        int width = tensor.length / special.length;
        double[] sum = new double[width];
        int counted = 0;
        for (int t = special.length - 1; t >= 0; t--) {
            if (!special[t] && (which == Which.MEAN || counted == 0)) {
                for (int i = 0; i < width; i++) {
                    sum[i] += tensor[t * width + i];
                }
                counted++;
            }
        }
        if (counted == 0) {
            throw new InvalidException("The text '" + text + "' holds only special tokens: expected words.");
        }
        for (int i = 0; i < width; i++) {
            sum[i] /= counted;
        }
        return sum;
    }

    private static double[] mean(List<double[]> texts) {
        double[] mean = new double[texts.getFirst().length];
        for (double[] text : texts) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += text[i] / texts.size();
            }
        }
        return mean;
    }

    /** Cohen's d along the vector. */
    private static double apart(List<double[]> with, List<double[]> without, float[] values) {
        double[] direction = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            direction[i] = values[i];
        }
        double[] a = with.stream().mapToDouble(text -> dot(text, direction)).toArray();
        double[] b = without.stream().mapToDouble(text -> dot(text, direction)).toArray();
        int freedom = a.length + b.length - 2;
        double within = Math.sqrt((squares(a) + squares(b)) / freedom);
        double between = dot(mean(with), direction) - dot(mean(without), direction);
        return freedom > 0 && within > 0 ? between / within : Double.NaN;
    }

    private static double squares(double[] values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }
}
