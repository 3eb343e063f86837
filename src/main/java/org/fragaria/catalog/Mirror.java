package org.fragaria.catalog;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.fragaria.catalog.Catalog.Readable;
import org.fragaria.catalog.Catalog.Shelved;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.measure.SourceManifest;

/** Writes what is on the shelf into the database, so that what people make there has something to refer to. */
@ApplicationScoped
class Mirror {

    @Transactional
    void write(List<Shelved> shelved) {
        Set<SourceAddress> present = new HashSet<>();
        for (Shelved one : shelved) {
            if (one instanceof Readable readable) {
                present.add(readable.address());
                write(readable.open().manifest());
            }
        }
        Source.<Source>listAll()
                .forEach(source -> source.present =
                        source.model != null && present.contains(new SourceAddress(source.model.id, source.name)));
    }

    private static void write(SourceManifest manifest) {
        Instant now = Instant.now();
        Model model = Model.<Model>findByIdOptional(manifest.model()).orElseGet(() -> added(manifest, now));
        Source source = Source.named(manifest.model(), manifest.source()).orElseGet(() -> added(model, manifest, now));
        if (!source.digest.equals(manifest.digest())) {
            source.digest = manifest.digest();
            source.changed = now;
        }
    }

    private static Model added(SourceManifest manifest, Instant now) {
        Model model = new Model();
        model.id = manifest.model();
        model.family = manifest.modelFacts().family();
        model.firstSeen = now;
        model.persist();
        return model;
    }

    private static Source added(Model model, SourceManifest manifest, Instant now) {
        Source source = new Source();
        source.model = model;
        source.name = manifest.source();
        source.firstSeen = now;
        source.persist();
        return source;
    }
}
