package org.fragaria.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.fragaria.dictionary.Architecture;
import org.fragaria.dictionary.Dictionary;
import org.fragaria.dictionary.DictionaryConfig;
import org.fragaria.dictionary.Normalization;
import org.fragaria.dictionary.Rereading;
import org.fragaria.dictionary.Transcoding;
import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.LanguageModel;
import org.fragaria.problem.InvalidException;

/**
 * The readings that a fit check tries: the declared one, and those in which one thing differs. What cannot make a
 * difference for a dictionary is left out.
 */
final class Readings {

    private final LanguageModel model;
    private final DictionaryConfig config;
    private final Address declared;
    private final List<Address> places;
    private final List<Reading> found = new ArrayList<>();

    Readings(LanguageModel model, Dictionary dictionary, Address declared) {
        this.model = model;
        this.config = dictionary.config();
        this.declared = declared;
        places = Places.besides(model.config(), declared, own());
    }

    /** Where its files say it reads, if it is asked about another place. */
    private Optional<Address> own() {
        try {
            Address own = config.address();
            return model.config().addresses().contains(own) ? Optional.of(own) : Optional.empty();
        } catch (InvalidException e) {
            return Optional.empty(); // they do not say, or name a place that no family has
        }
    }

    /** Every address that a reading needs. */
    List<Address> places() {
        List<Address> all = new ArrayList<>(places);
        all.add(declared);
        return all;
    }

    /**
     * The alternatives on the same text.
     *
     * @param inputScale what inputs have to be multiplied by to have norm {@code sqrt(dIn)} on average
     */
    List<Reading> alternatives(double inputScale) {
        places.forEach(place -> found.add(Reading.at(place, config.centres())));
        if (config.transcoding().isPresent()) {
            transcoder(config.transcoding().get());
        } else {
            autoencoder(inputScale);
        }
        if (config.architecture() == Architecture.JUMPRELU
                || config.architecture() == Architecture.TOPK
                || config.architecture() == Architecture.GROUPMAX) {
            setting("rescale_acts_by_decoder_norm", !config.rescaleActsByDecoderNorm(), Rereading.otherNorms());
        }
        if (config.dIn() == config.dSae()) {
            reread("encoder transposed", "save W_enc transposed", Rereading.encoderTransposed());
        }
        return List.copyOf(found);
    }

    private void transcoder(Transcoding transcoding) {
        boolean preGain = config.normalization() == Normalization.RMS_NORM;
        Address middle = new Address(HookPoint.RESID_MID, declared.layer());
        if (preGain) {
            setting(Normalization.NONE);
        } else if (places().contains(middle)) {
            // Gemma Scope's first transcoders read the norm's output before its gain, the second ones after it.
            found.add(new Reading(
                    middle + " over its root mean square",
                    "name hook_name ln2.hook_normalized in its configuration",
                    middle,
                    Optional.of(Rereading.normalizedBy(Normalization.RMS_NORM)),
                    false));
        }
        if (transcoding.skip() && config.dIn() == config.dOut()) {
            reread("skip connection transposed", "save W_skip transposed", Rereading.skipTransposed());
        }
    }

    private void autoencoder(double inputScale) {
        boolean canCentre = config.normalization() != Normalization.LAYER_NORM
                && own().filter(place -> place.point().written()).isPresent();
        if (model.normsCentre() && canCentre) {
            found.add(new Reading(
                    config.centres() ? "not centred" : "centred",
                    "set center_writing_weights in model_from_pretrained_kwargs to " + !config.centres()
                            + " in its configuration",
                    declared,
                    Optional.of(Rereading.otherCentring()),
                    !config.centres()));
        }
        for (Normalization other :
                List.of(Normalization.NONE, Normalization.CONSTANT_NORM_RESCALE, Normalization.LAYER_NORM)) {
            if (other != config.normalization()) {
                setting(other);
            }
        }
        String scale = String.format(Locale.ROOT, "%.4g", inputScale);
        reread(
                "input scale " + scale + " folded",
                "its input scale was lost: declare normalize_activations "
                        + Normalization.EXPECTED_AVERAGE_ONLY_IN.id()
                        + " and give the scale of training (about " + scale + ") in activation_scaler.json",
                Rereading.scaledBy(inputScale));
        setting("apply_b_dec_to_input", !config.applyBDecToInput(), Rereading.otherBias());
    }

    private void setting(Normalization other) {
        found.add(new Reading(
                "normalize_activations " + other.id(),
                "set normalize_activations to " + other.id() + " in its configuration",
                declared,
                Optional.of(Rereading.normalizedBy(other)),
                other == Normalization.LAYER_NORM || config.centres()));
    }

    private void setting(String key, boolean value, Rereading how) {
        reread(key + " " + value, "set " + key + " to " + value + " in its configuration", how);
    }

    private void reread(String name, String advice, Rereading how) {
        found.add(new Reading(name, advice, declared, Optional.of(how), config.centres()));
    }

    /** The reading of the text with the other BOS rule. */
    Reading otherBos(boolean withBos) {
        return new Reading(
                withBos ? "with BOS" : "without BOS",
                "set prepend_bos to " + withBos + " in its configuration",
                declared,
                Optional.empty(),
                config.centres());
    }
}
