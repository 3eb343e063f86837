package org.fragaria.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.dictionary.Rereading;
import org.fragaria.engine.ActivationsReader;
import org.fragaria.fit.FitReport.Row;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.torch.Torch;

/**
 * Whether a dictionary fits a model as declared: FVU and L0 of the declared reading, and of every plausible other one, over
 * some text ({@link FitSums}, {@link Readings}, {@link Judge}). Tensors are compared with what stands at the dictionary's
 * output: where it reads, or where a transcoder's files say. Keeps the tensors of the text at up to a dozen addresses
 * while it runs. Deterministic. Owns neither model nor dictionary; one caller at a time.
 */
public final class FitCheck {

    /** Tokens that are read where nothing else is said. */
    public static final int TOKENS = 4096;

    private static final int BATCH_TOKENS = 2048;

    /** Dense activations of a batch, in floats, at most. */
    private static final long DENSE = 32L << 20;

    private static final int[] WIDTH = {1};

    private final LanguageModel model;
    private final Dictionary dictionary;
    private final Address address;
    private final Optional<Address> output;

    /** A batch's tensors {@code [n, width]} by address, and which of the n positions count. */
    private record Batch(Map<Address, NDArray> tensors, boolean[] counted) {
        NDArray at(Address address) {
            return Objects.requireNonNull(tensors.get(address));
        }
    }

    /**
     * Joins the two.
     *
     * @param address where the dictionary is declared to read; a transcoder's output is where its files say
     * @throws org.fragaria.problem.InvalidException if the model lacks an address, or is not as wide there as the
     *     dictionary
     */
    public FitCheck(LanguageModel model, Dictionary dictionary, Address address) {
        this.model = model;
        this.dictionary = dictionary;
        this.address = address;
        output = dictionary.config().transcoding().map(transcoding -> dictionary
                .config()
                .outputAddress());
        model.config().require(address);
        dictionary.requireWidth(model.config().width(address.point()), address + " of model " + model.id());
        output.ifPresent(place -> {
            model.config().require(place);
            dictionary.requireOutputWidth(model.config().width(place.point()), place + " of model " + model.id());
        });
    }

    /**
     * Tries all readings.
     *
     * @param text what the model reads
     * @param declaredL0 what L0 should be, if the makers of the dictionary say so
     */
    public FitReport run(FitText text, OptionalDouble declaredL0) {
        Torch.inferenceThread();
        Readings readings = new Readings(model, dictionary, address);
        List<Row> alternatives = new ArrayList<>();
        Reading asDeclared = Reading.declared(address, dictionary.config().centres());
        FitSums declared;
        try (NDManager manager = Torch.manager().newSubManager()) {
            List<Batch> batches = read(manager, text, readings.places());
            declared = sums(asDeclared, batches);
            for (Reading reading : readings.alternatives(inputScale(batches))) {
                alternatives.add(row(reading, sums(reading, batches)));
            }
        }
        text.withOtherBos().ifPresent(other -> {
            try (NDManager manager = Torch.manager().newSubManager()) {
                Reading reading = readings.otherBos(other.beginsWithBos());
                alternatives.add(row(reading, sums(reading, read(manager, other, List.of(address)))));
            }
        });
        return new Judge(dictionary.config().dSae(), declaredL0)
                .report(row(asDeclared, declared), alternatives, declared.positions());
    }

    private static Row row(Reading reading, FitSums sums) {
        return new Row(reading.name(), sums.fvu(), sums.l0(), reading.advice());
    }

    private List<Batch> read(NDManager manager, FitText text, List<Address> places) {
        List<Address> wanted = new ArrayList<>(places);
        output.filter(place -> !wanted.contains(place)).ifPresent(wanted::add);
        ActivationsReader reader = new ActivationsReader(model, wanted);
        int[][] windows = text.windows();
        long dense = DENSE / ((long) windows[0].length * dictionary.config().dSae());
        int size = (int) Math.max(1, Math.min(dense, BATCH_TOKENS / windows[0].length));
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < windows.length; from += size) {
            int[][] batch = Arrays.copyOfRange(windows, from, Math.min(windows.length, from + size));
            batches.add(new Batch(reader.read(manager, batch), text.counted(batch)));
        }
        return batches;
    }

    private FitSums sums(Reading reading, List<Batch> batches) {
        Optional<Rereading> how = reading.rereading();
        if (how.isEmpty()) {
            return sums(reading, dictionary, batches);
        }
        try (Dictionary other = dictionary.reread(how.get())) {
            return sums(reading, other, batches);
        }
    }

    private FitSums sums(Reading reading, Dictionary how, List<Batch> batches) {
        FitSums sums = new FitSums(how.config().dOut());
        for (Batch batch : batches) {
            try (NDManager scratch = Torch.manager().newSubManager()) {
                NDArray x = view(scratch, batch.at(reading.address()));
                NDArray y = output.map(place -> view(scratch, batch.at(place))).orElse(x);
                NDArray activations = how.encode(x);
                NDArray rebuilt = how.decode(activations, x);
                if (reading.meanIsGiven()) {
                    NDArray mean = x.mean(WIDTH, true);
                    sums.add(activations, y.sub(mean), rebuilt.sub(mean), batch.counted());
                } else {
                    sums.add(activations, y, rebuilt, batch.counted());
                }
            }
        }
        return sums;
    }

    /** The same tensor in a manager that frees what is computed from it. */
    private static NDArray view(NDManager scratch, NDArray tensor) {
        NDArray view = tensor.reshape(tensor.getShape());
        view.attach(scratch);
        return view;
    }

    /**
     * What inputs have to be multiplied by to have norm {@code sqrt(dIn)} on average over counted positions. Source: SAELens
     * {@code sae_lens/training/activation_scaler.py}.
     */
    private double inputScale(List<Batch> batches) {
        double norms = 0;
        long positions = 0;
        for (Batch batch : batches) {
            try (NDManager scratch = Torch.manager().newSubManager()) {
                float[] squares =
                        view(scratch, batch.at(address)).square().sum(WIDTH).toFloatArray();
                for (int n = 0; n < squares.length; n++) {
                    norms += batch.counted()[n] ? Math.sqrt(squares[n]) : 0;
                    positions += batch.counted()[n] ? 1 : 0;
                }
            }
        }
        return norms > 0 ? Math.sqrt(dictionary.config().dIn()) * positions / norms : 1;
    }
}
