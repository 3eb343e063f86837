package org.fragaria.fit;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a fit check found, also as JSON and in a source's manifest.
 *
 * @param verdict whether the dictionary may be trusted as declared
 * @param finding one sentence: what was found and what to do
 * @param declared the declared reading
 * @param alternatives readings in which one thing differs, best FVU first
 * @param declaredL0 what L0 should be according to those who made the dictionary; null if unknown
 * @param positions positions that counted: neither the first of a window nor special tokens
 */
public record FitReport(
        Verdict verdict,
        String finding,
        Row declared,
        List<Row> alternatives,
        @Nullable Double declaredL0,
        long positions) {

    /** Whether the dictionary may be trusted as declared. */
    public enum Verdict {
        /** It fits, and nothing fits clearly better. */
        OK,
        /** Something is odd: worth a look before numbers are believed. */
        SUSPECT,
        /** Its numbers would be wrong. */
        MISMATCH
    }

    /**
     * One reading.
     *
     * @param reading what is different, e.g. {@code resid_pre.5}
     * @param fvu fraction of variance unexplained; NaN if unknown
     * @param l0 mean number of active features per position
     * @param note what to do if this one is right; empty for the declared one
     */
    public record Row(String reading, double fvu, double l0, String note) {}

    public FitReport {
        alternatives = List.copyOf(alternatives);
    }

    /** Whether a source should not be made of it. */
    public boolean refuses() {
        return verdict == Verdict.MISMATCH;
    }
}
