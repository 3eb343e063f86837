package org.fragaria.model;

import java.util.Optional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.fragaria.torch.TorchOps;

/**
 * Rotary positions of a layer. Source of the scalings: transformers, {@code modeling_rope_utils.py}.
 *
 * @param theta the wave length base
 * @param dims how many of a head's dimensions are rotated, from the first
 * @param scaling what becomes of the frequencies
 */
record Rope(double theta, int dims, Scaling scaling) {

    /** Changes frequencies, radians per position, for texts longer than those the model began to learn on. */
    sealed interface Scaling {
        float apply(float frequency);
    }

    /** No change. */
    record Plain() implements Scaling {
        @Override
        public float apply(float frequency) {
            return frequency;
        }
    }

    /** Every position counts {@code 1 / factor}. */
    record Linear(float factor) implements Scaling {
        @Override
        public float apply(float frequency) {
            return frequency / factor;
        }
    }

    /**
     * Llama 3.1's: waves longer than the original context over {@code low} are slowed down by a factor, those shorter
     * than it over {@code high} stay, and between them the factor fades.
     *
     * @param original the original context, positions
     */
    record Llama3(float factor, float low, float high, float original) implements Scaling {
        @Override
        public float apply(float frequency) {
            float wave = (float) (2 * Math.PI) / frequency;
            if (wave < original / high) {
                return frequency;
            }
            if (wave > original / low) {
                return frequency / factor;
            }
            float smooth = (original / wave - low) / (high - low);
            return (1 - smooth) * frequency / factor + smooth * frequency;
        }
    }

    /**
     * Reads the settings of a model whose layers all turn alike. As in transformers, the older {@code rope_scaling}
     * comes before {@code rope_parameters} where a file has both, and what neither says stands beside them.
     *
     * @param theta the base where the file names none
     * @param part how much of a head is rotated where the file does not say
     * @throws org.fragaria.problem.InvalidException if it asks for a scaling that is not computed
     */
    static Rope read(JsonFile file, int headDim, double theta, double part) {
        double base = file.numberOr(theta, "rope_theta");
        double rotated = file.numberOr(part, "partial_rotary_factor");
        Optional<JsonFile> settings = file.child("rope_scaling").or(() -> file.child("rope_parameters"));
        return settings.map(s -> of(s, headDim, base, rotated))
                .orElseGet(() -> new Rope(base, rotated(headDim, rotated), new Plain()));
    }

    /** Reads one object of settings. */
    static Rope of(JsonFile settings, int headDim, double theta, double part) {
        return new Rope(
                settings.numberOr(theta, "rope_theta"),
                rotated(headDim, settings.numberOr(part, "partial_rotary_factor")),
                scaling(settings));
    }

    private static int rotated(int headDim, double part) {
        return (int) (headDim * part);
    }

    private static Scaling scaling(JsonFile settings) {
        String key = settings.present("rope_type") ? "rope_type" : "type";
        String kind = settings.textOr("default", key);
        return switch (kind) {
            case "default" -> new Plain();
            case "linear" -> new Linear(settings.number("factor"));
            case "llama3" ->
                new Llama3(
                        settings.number("factor"),
                        settings.number("low_freq_factor"),
                        settings.number("high_freq_factor"),
                        settings.number("original_max_position_embeddings"));
            // A scaled rope read as a plain one would give wrong numbers without a sign of it.
            default -> throw settings.wrong(key, "no rope scaling, or linear, or llama3", kind);
        };
    }

    /** Radians per position, {@code [dims / 2]} float32. */
    NDArray frequencies(NDManager manager) {
        try (NDArray plain = TorchOps.ropeFrequencies(manager, dims, theta)) {
            float[] frequencies = plain.toFloatArray();
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] = scaling.apply(frequencies[i]);
            }
            return manager.create(frequencies);
        }
    }
}
