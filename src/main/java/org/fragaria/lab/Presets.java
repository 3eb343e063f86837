package org.fragaria.lab;

import java.util.List;

/** Whoever knows good runs to begin with has a bean of this type. Safe for any number of threads. */
public interface Presets {

    /** Runs of a model, best first; none if it knows of none. */
    List<Preset> of(String model);
}
