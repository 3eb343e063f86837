package org.fragaria.training;

import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;

import org.fragaria.torch.TorchOps;

/**
 * The reconstructions of nested dictionaries: each prefix of the features must do on its own, so that early features are
 * general and late ones specific. The loss is the mean of the squared errors of all prefixes, the last of which is all
 * features (a plain dictionary has no other). Source: Bussmann, Nabeshima, Karvonen and Nanda 2025, Learning
 * Multi-Level Features with Matryoshka Sparse Autoencoders, section 3 (their sum, here divided by the number of
 * prefixes so that learning rates keep their meaning).
 *
 * <p>Each feature is decoded once: the reconstruction of a prefix is that of the one before plus what its own features
 * add, and a feature's gradient is that of the sum of the errors of all prefixes that it is in. Shapes: {@code b}
 * tokens, width {@code d}, {@code n} features.
 */
final class Prefixes {

    private final int[] ends;

    /**
     * What the decoder gives and wants.
     *
     * @param error of all features, {@code y − x}, {@code [b, d]}
     * @param output gradient in the decoder's bias before the sum over tokens, {@code [b, d]}
     * @param activations gradient in them, {@code [b, n]}
     * @param decoder gradient in the decoder, {@code [n, d]}
     */
    record Back(NDArray error, NDArray output, NDArray activations, NDArray decoder) {}

    Prefixes(TrainingSettings settings) {
        ends = settings.levels().allEnds(settings.features());
    }

    /**
     * Decodes, and goes back.
     *
     * @param x what the error is of, {@code [b, d]}
     * @param targets what each prefix reconstructs; {@code x} itself in a usual nested dictionary
     * @param factor of a squared error's gradient {@code y − x}: 2 / (tokens · variance)
     */
    Back decode(NDArray x, List<NDArray> targets, NDArray z, NDArray decoder, NDArray bias, double factor) {
        NDList errors = new NDList();
        NDArray error = x.neg().addi(bias);
        for (int g = 0; g < ends.length; g++) {
            error = features(z, g, 1).matMul(features(decoder, g, 0, x)).addi(error);
            NDArray target = targets.get(g);
            errors.add(target == x ? error : error.add(x).subi(target));
        }
        NDArray output = error.zerosLike();
        NDArray[] activations = new NDArray[ends.length];
        NDArray[] rows = new NDArray[ends.length];
        for (int g = ends.length - 1; g >= 0; g--) {
            output.addi(errors.get(g).mul(factor / ends.length));
            activations[g] = TorchOps.linear(output, features(decoder, g, 0, x));
            rows[g] = features(z, g, 1).transpose().matMul(output);
        }
        return new Back(error, output, joined(activations, 1), joined(rows, 0));
    }

    private NDArray features(NDArray of, int group, int axis, NDArray like) {
        NDArray some = features(of, group, axis);
        if (some != of) {
            some.attach(like.getManager());
        }
        return some;
    }

    /** The features that a prefix has and the one before has not. */
    private NDArray features(NDArray of, int group, int axis) {
        if (ends.length == 1) {
            return of;
        }
        String range = (group == 0 ? 0 : ends[group - 1]) + ":" + ends[group];
        return of.get(axis == 0 ? range : ":, " + range);
    }

    private static NDArray joined(NDArray[] parts, int axis) {
        return parts.length == 1 ? parts[0] : NDArrays.concat(new NDList(parts), axis);
    }
}
