package org.fragaria.training;

import java.util.Collections;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

import org.fragaria.torch.TorchOps;

import static org.fragaria.training.SaeParameters.B_DEC;
import static org.fragaria.training.SaeParameters.B_ENC;
import static org.fragaria.training.SaeParameters.LOG_THRESHOLD;
import static org.fragaria.training.SaeParameters.W_DEC;
import static org.fragaria.training.SaeParameters.W_ENC;

/**
 * One gradient step of a sparse autoencoder, gradients in closed form. With {@code z = act((x − b_dec) · W_enc + b_enc)}
 * and {@code y = z · W_dec + b_dec}, the loss is {@code mean ‖y − x‖² / variance} (its mean over all prefixes of the
 * features where {@link Prefixes} are nested), plus what {@link Sparsity} asks for,
 * plus help for dead features: the largest few of them reconstruct what is left over (AuxK: Gao et al. 2024, section
 * 2.4 and appendix A.2), and the rest are pushed up until they fire somewhere. Shapes: {@code b} tokens, width {@code d}, {@code n} features. Used by one thread.
 */
final class SaeStep {

    /** Weight of the loss of dead features, as in the paper. */
    private static final double HELP = 1.0 / 32;

    /** Gradient in the pre-activations of dead features that fire nowhere; Adam makes whole steps of it. */
    private static final double PUSH = 1e-3;

    /** Taken from pre-activations of live features, so that they do not compete with dead ones. */
    private static final float OUT_OF_REACH = 1e30f;

    private final SaeParameters parameters;
    private final Sparsity sparsity;
    private final TrainingSettings settings;
    private final double variance;
    private final Prefixes prefixes;

    /**
     * What a step saw.
     *
     * @param error sum of squared reconstruction errors
     * @param l0 active features per token
     * @param dead features that count as dead
     */
    record Seen(double error, double l0, int dead) {}

    /** Trains parameters on inputs whose mean squared distance from their mean is {@code variance}. */
    SaeStep(SaeParameters parameters, Sparsity sparsity, TrainingSettings settings, double variance) {
        this.parameters = parameters;
        this.sparsity = sparsity;
        this.settings = settings;
        this.variance = variance;
        prefixes = new Prefixes(settings);
    }

    /**
     * Does a step.
     *
     * @param x {@code [b, d]} float32; what lies between is made in its manager, which the caller closes
     */
    Seen step(NDArray x, int step) {
        return step(x, Collections.nCopies(settings.levels().ends().size() + 1, x), step);
    }

    /**
     * Does a step in which levels have targets of their own.
     *
     * @param targets of each level, {@code [b, d]} float32
     */
    Seen step(NDArray x, List<NDArray> targets, int step) {
        sparsity.begin(step / (double) settings.steps());
        NDArray centred = x.sub(parameters.get(B_DEC));
        NDArray pre = centred.matMul(parameters.get(W_ENC)).addi(parameters.get(B_ENC));
        NDArray z = sparsity.activate(pre);
        NDArray open = z.gt(0).toType(DataType.FLOAT32, false);
        Prefixes.Back decoded = prefixes.decode(
                x,
                targets,
                z,
                parameters.get(W_DEC),
                parameters.get(B_DEC),
                2 / (x.getShape().get(0) * variance));
        NDArray error = decoded.error();

        Sparsity.Gradient back = sparsity.back(pre, open, decoded.activations());
        NDArray inDecoder = decoded.decoder();
        int dead = dead();
        if (dead > 0) {
            help(pre, error, dead, back.pre(), inDecoder);
        }
        update(step, centred, decoded.output(), back, inDecoder);

        parameters.fired(open.max(new int[] {0}), settings.batch());
        double l0 = open.sum().getFloat() / x.getShape().get(0);
        sparsity.steer(l0);
        return new Seen(error.square().sum().getFloat(), l0, dead);
    }

    private void update(int step, NDArray centred, NDArray inOutput, Sparsity.Gradient back, NDArray inDecoder) {
        NDArray inBias = back.pre().sum(new int[] {0});
        NDArray inEncoder = centred.transpose().matMul(back.pre());
        // the decoder's bias acts twice: added to the output, and subtracted from the input
        NDArray throughEncoder =
                inBias.reshape(1, -1).matMul(transposed(W_ENC, inBias)).reshape(-1);
        NDArray inDecoderBias = inOutput.sum(new int[] {0}).subi(throughEncoder);
        double rate = settings.learningRate(step);
        parameters.step(W_ENC, inEncoder, rate, step);
        parameters.step(W_DEC, inDecoder, rate, step);
        parameters.step(B_ENC, inBias, rate, step);
        parameters.step(B_DEC, inDecoderBias, rate, step);
        back.logThreshold().ifPresent(g -> parameters.step(LOG_THRESHOLD, g, rate, step));
    }

    private NDArray transposed(String name, NDArray like) {
        NDArray view = parameters.get(name).transpose();
        view.attach(like.getManager());
        return view;
    }

    private int dead() {
        try (NDArray over = parameters.silent().gt(settings.deadAfter());
                NDArray numbers = over.toType(DataType.FLOAT32, false);
                NDArray sum = numbers.sum()) {
            return (int) sum.getFloat();
        }
    }

    /** Adds the gradients of the loss of dead features to those in the pre-activations and in the decoder. */
    private void help(NDArray pre, NDArray error, int dead, NDArray inPre, NDArray inDecoder) {
        int most = (int) Math.min(dead, Math.max(1, error.getShape().get(1) / 2));
        NDArray recent = parameters.silent().lte(settings.deadAfter());
        recent.attach(pre.getManager());
        NDArray alive = recent.toType(DataType.FLOAT32, false);
        NDArray z = Sparsity.keepLargest(pre.sub(alive.muli(OUT_OF_REACH)), most);
        NDArray left = z.matMul(parameters.get(W_DEC)).addi(error);
        double squares = error.square().sum().getFloat();
        NDArray inOutput = left.muli(HELP * 2 / Math.max(squares, 1e-12));
        NDArray open = z.gt(0).toType(DataType.FLOAT32, false);
        inPre.addi(TorchOps.linear(inOutput, parameters.get(W_DEC)).muli(open));
        inPre.subi(open.add(alive).muli(-1).addi(1).maximum(0).muli(PUSH / settings.batch()));
        inDecoder.addi(z.transpose().matMul(inOutput));
    }
}
