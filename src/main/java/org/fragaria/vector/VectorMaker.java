package org.fragaria.vector;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.Alike;
import org.fragaria.feature.Labels;
import org.fragaria.feature.Shelf;
import org.fragaria.live.LiveSource;
import org.fragaria.model.Address;
import org.fragaria.model.ModelConfig;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.web.Parameters;
import org.fragaria.weights.SafetensorsFile;
import org.fragaria.weights.StoredTensor;

/** Makes vectors and the pages about them. Safe for any number of threads. */
@ApplicationScoped
class VectorMaker {

    @Inject
    Shelf shelf;

    @Inject
    Labels labels;

    @Inject
    RunningModels models;

    @Inject
    Vectors vectors;

    @Inject
    TypicalNorms norms;

    /** The page of a model's vectors. */
    VectorsPage list(String model, Optional<String> owner) {
        List<VectorsPage.Row> mine = owner.map(whose -> vectors.mine(model, whose)).orElse(List.of()).stream()
                .map(VectorsPage.Row::of)
                .toList();
        List<VectorsPage.Row> listed =
                vectors.listed(model).stream().map(VectorsPage.Row::of).toList();
        try {
            LiveSource live = models.of(model).live();
            List<String> addresses = live.engine().model().config().addresses().stream()
                    .map(Address::toString)
                    .toList();
            return new VectorsPage(
                    model, mine, listed, addresses, live.writesTo().toString());
        } catch (UnavailableException notHere) {
            return new VectorsPage(model, mine, listed, List.of(), "");
        }
    }

    /** The page of a vector. */
    VectorPage page(StoredVector vector, Optional<String> owner) {
        double typical;
        try {
            typical = norms.of(vector.model(), models.of(vector.model()).live(), vector.address());
        } catch (UnavailableException | NotFoundException notHere) {
            typical = Double.NaN;
        }
        Alike alike = Alike.of(vector.model(), vector.address(), vector.values(), shelf, labels);
        return VectorPage.of(
                vector, typical, alike, owner.filter(vector.owner()::equals).isPresent());
    }

    /**
     * A vector whose numbers are given.
     *
     * @throws InvalidException if the model has no such address, or another width there
     */
    NewVector uploaded(String model, @Nullable String address, @Nullable String title, float[] values, boolean listed) {
        ModelConfig config = models.of(model).live().engine().model().config();
        Address place = address(address);
        config.require(place);
        int width = config.width(place.point());
        if (values.length != width) {
            throw new InvalidException("The vector has " + values.length + " numbers: the tensor " + place + " of "
                    + model + " is " + width + " wide.");
        }
        if (title == null) {
            throw new InvalidException("Parameter title: expected what the vector is called, found none.");
        }
        return new NewVector(model, place, title, listed, values, null);
    }

    /**
     * A vector of two sets of texts.
     *
     * @throws InvalidException if a set is empty, both are the same, or the model has no such address
     */
    NewVector contrast(String model, VectorsResource.Texts texts) {
        LiveSource live = models.of(model).live();
        Address place = address(texts.address());
        live.engine().model().config().require(place);
        List<String> positive = texts.positive() == null ? List.of() : texts.positive();
        List<String> negative = texts.negative() == null ? List.of() : texts.negative();
        Contrasts.Which which = Parameters.choice("which", texts.which(), Contrasts.Which.LAST);
        Contrasts.Made made = Contrasts.make(live, place, positive, negative, which);
        String title = texts.title() == null || texts.title().isBlank() ? named(positive, negative) : texts.title();
        return new NewVector(model, place, title, Boolean.TRUE.equals(texts.listed()), made.values(), made.contrast());
    }

    private static String named(List<String> positive, List<String> negative) {
        return shortened(positive.getFirst()) + " − " + shortened(negative.getFirst());
    }

    private static String shortened(String text) {
        String flat = text.strip();
        return flat.codePointCount(0, flat.length()) <= 60
                ? flat
                : flat.substring(0, flat.offsetByCodePoints(0, 60)) + "…";
    }

    private static Address address(@Nullable String text) {
        if (text == null || text.isBlank()) {
            throw new InvalidException(
                    "Parameter address: expected what is to be changed, e.g. resid_post.1; found none.");
        }
        return Address.parse(text.strip());
    }

    /**
     * The numbers of a tensor in a safetensors file.
     *
     * @param tensor its name; may be left out where there is only one
     * @throws InvalidException if the file is none, has no such tensor, or it is no vector
     */
    static float[] stored(Path file, @Nullable String tensor) {
        try (SafetensorsFile open = SafetensorsFile.open(file)) {
            String name = tensor == null || tensor.isBlank() ? only(open) : tensor.strip();
            if (!open.names().contains(name)) {
                throw new InvalidException("The file has no tensor '" + name + "': it has " + names(open) + ".");
            }
            StoredTensor found = open.info(name);
            if (found.shape().stream().filter(n -> n != 1).count() > 1) {
                throw new InvalidException(
                        "Tensor '" + name + "' has shape " + found.shape() + ": expected a vector, e.g. [768].");
            }
            return open.floats(name);
        }
    }

    private static String only(SafetensorsFile open) {
        if (open.names().size() != 1) {
            throw new InvalidException(
                    "The file has " + open.names().size() + " tensors: name one of " + names(open) + ".");
        }
        return open.names().iterator().next();
    }

    private static String names(SafetensorsFile open) {
        return open.names().stream().sorted().limit(20).collect(Collectors.joining(", "));
    }
}
