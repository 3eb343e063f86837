package org.fragaria.catalog;

/** Ranges of density that one can choose. */
public enum Density {
    /** Neither so rare that a corpus says little, nor so common that nothing stands out. */
    USUAL(1e-4, 0.1, "0.01 % – 10 %"),
    ALL(0, 1, "any"),
    RARE(0, 1e-4, "below 0.01 %"),
    DENSE(0.1, 1, "above 10 %");

    final double least;
    final double most;
    private final String label;

    Density(double least, double most, String label) {
        this.least = least;
        this.most = most;
        this.label = label;
    }

    /** How a person reads it. */
    public String label() {
        return label;
    }
}
