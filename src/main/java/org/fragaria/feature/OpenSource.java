package org.fragaria.feature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.map.FeatureMap;
import org.fragaria.measure.SourceManifest;

/**
 * A source that can be read: its manifest, its features, its tokens. Counted: every reader holds a lease while it reads,
 * and the store closes when the last lease goes, so that a folder can be replaced under a running server without a
 * reader seeing a closed index. {@link #close} gives back one lease. Safe for any number of threads.
 */
public final class OpenSource implements AutoCloseable {

    private static final AtomicLong OPENINGS = new AtomicLong();

    private final long opening = OPENINGS.incrementAndGet();
    private final SourceManifest manifest;
    private final FeatureStore features;
    private final TokenTexts tokens;
    private final Optional<FeatureMap> map;
    private final AtomicInteger leases = new AtomicInteger(1);
    private volatile SoftReference<Called> called = new SoftReference<>(null);

    /** Opens it with one lease, which belongs to the caller. */
    public OpenSource(SourceManifest manifest, FeatureStore features, TokenTexts tokens, Optional<FeatureMap> map) {
        this.manifest = manifest;
        this.features = features;
        this.tokens = tokens;
        this.map = map;
    }

    /** Number of this opening: no other one of this process has it, so what was made of a replaced source is told apart. */
    public long opening() {
        return opening;
    }

    public SourceManifest manifest() {
        return manifest;
    }

    public FeatureStore features() {
        return features;
    }

    public TokenTexts tokens() {
        return tokens;
    }

    /** The map that was drawn when the source was made; folders that are older than maps have none. */
    public Optional<FeatureMap> map() {
        return map;
    }

    /** What its features are called at this moment; reads all rows if a label has changed since somebody last asked. */
    public Called called(Labels labels) {
        long stamp = labels.stamp(new SourceAddress(manifest.model(), manifest.source()));
        Called now = called.get();
        if (now == null || now.stamp() != stamp) {
            now = Called.read(this, labels, stamp);
            called = new SoftReference<>(now);
        }
        return now;
    }

    /** Takes a lease, unless the store has been closed already: then false, and the caller looks the source up again. */
    public boolean lease() {
        return leases.getAndUpdate(held -> held == 0 ? 0 : held + 1) > 0;
    }

    @Override
    public void close() {
        if (leases.decrementAndGet() == 0) {
            try {
                features.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
