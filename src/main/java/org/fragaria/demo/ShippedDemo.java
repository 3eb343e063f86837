package org.fragaria.demo;

import java.nio.file.Path;
import java.util.Optional;

/** The demo that this build ships, for those who want its files and no server. */
public final class ShippedDemo {

    private ShippedDemo() {}

    /**
     * Unpacks it as {@code ./fragaria demo} does.
     *
     * @param data the data folder
     * @return where {@code village/}, {@code sae/} and {@code truth.json} lie
     * @throws org.fragaria.problem.UnavailableException if this build ships none
     */
    public static Path unpack(Path data) {
        return new DemoFolder(data).unpack(DemoContent.of(Optional.empty()));
    }
}
