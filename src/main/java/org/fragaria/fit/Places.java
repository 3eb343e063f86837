package org.fragaria.fit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.ModelConfig;

/**
 * Addresses that a dictionary may have been trained at instead of the declared one: the other points of the same layer, and
 * the same point one layer earlier and later, of the same width.
 */
final class Places {

    private Places() {}

    /**
     * The other addresses, nearest first; of two names of one tensor the first.
     *
     * @param own where the dictionary's files say it reads, tried too
     */
    static List<Address> besides(ModelConfig config, Address declared, Optional<Address> own) {
        int layer = declared.point() == HookPoint.FINAL_NORM ? config.layers() - 1 : declared.layer();
        Stream<Address> sameLayer =
                config.points().stream().filter(HookPoint::perLayer).map(point -> new Address(point, layer));
        Stream<Address> sameLayerAndOnce = layer == 0 && config.points().contains(HookPoint.EMBED)
                ? Stream.concat(sameLayer, Stream.of(new Address(HookPoint.EMBED, 0)))
                : sameLayer;
        Stream<Address> neighbours = declared.point().perLayer()
                ? Stream.of(layer - 1, layer + 1)
                        .filter(other -> other >= 0 && other < config.layers())
                        .map(other -> new Address(declared.point(), other))
                : Stream.empty();
        Map<Address, Address> byTensor = new LinkedHashMap<>();
        byTensor.put(tensor(declared), declared);
        Stream.of(own.stream(), sameLayerAndOnce, neighbours)
                .flatMap(some -> some)
                .filter(other -> config.width(other.point()) == config.width(declared.point()))
                .forEach(other -> byTensor.putIfAbsent(tensor(other), other));
        return byTensor.values().stream()
                .filter(other -> !other.equals(declared))
                .toList();
    }

    /** One name for the residual stream between two layers, which has two. */
    private static Address tensor(Address address) {
        return address.point() == HookPoint.RESID_PRE && address.layer() > 0
                ? new Address(HookPoint.RESID_POST, address.layer() - 1)
                : address;
    }
}
