package org.fragaria.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.quarkus.runtime.StartupEvent;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.problem.FragariaException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.UnavailableException;

/**
 * The sources of the data folder, open for reading. A background thread looks at the folders every few seconds: new ones
 * are opened, replaced ones are swapped (readers keep the old one until they are done), removed ones are closed, broken
 * ones are kept as an error that their own pages show. Reading takes no lock. Lives as long as the server.
 */
@ApplicationScoped
public class Catalog implements Shelf {

    private static final Logger LOG = Logger.getLogger(Catalog.class);
    private static final Comparator<SourceAddress> ORDER =
            Comparator.comparing(SourceAddress::model).thenComparing(SourceAddress::source, Catalog::byLayer);

    /** Between two questions a source can go away and come back; three times in a row it does not. */
    private static final int ASK_AGAIN = 3;

    @Inject
    CatalogConfig config;

    @Inject
    Mirror mirror;

    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("catalog").factory());

    private volatile Map<SourceAddress, Shelved> shelved = Map.of();

    /** The same by model and layer, sorted once and not for every page. */
    private volatile Listing listing = Listing.of(Map.of());

    private final AtomicLong changes = new AtomicLong();

    /** What lies at the place of one source. */
    sealed interface Shelved {
        SourceAddress address();
    }

    /** A source that can be read. */
    record Readable(SourceAddress address, SourceReader.Stamp stamp, OpenSource open) implements Shelved {}

    /** A folder that cannot be read, and why. */
    record Broken(SourceAddress address, String why) implements Shelved {}

    /** What is on the shelf, in order. */
    private record Listing(List<Shelved> all, List<SourceAddress> readable) {

        static Listing of(Map<SourceAddress, Shelved> shelved) {
            List<Shelved> all = shelved.values().stream()
                    .sorted(Comparator.comparing(Shelved::address, ORDER))
                    .toList();
            return new Listing(
                    all,
                    all.stream()
                            .filter(Readable.class::isInstance)
                            .map(Shelved::address)
                            .toList());
        }
    }

    void start(@Observes StartupEvent event) {
        scan();
        long every = config.scanEvery().toMillis();
        watch.scheduleWithFixedDelay(this::scan, every, every, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        watch.shutdownNow();
        shelved.values().forEach(Catalog::release);
    }

    @Override
    public OpenSource borrow(String model, String source) {
        SourceAddress address = new SourceAddress(model, source);
        while (true) {
            Shelved found = shelved.get(address);
            if (found == null) {
                throw missing(address);
            }
            if (found instanceof Broken broken) {
                throw new UnavailableException(broken.why());
            }
            // a lease that is refused means that the source has just been replaced: the map has the new one already
            if (found instanceof Readable readable && readable.open().lease()) {
                return readable.open();
            }
        }
    }

    @Override
    public List<SourceAddress> readable() {
        return listing.readable();
    }

    @Override
    public boolean holds(SourceAddress source) {
        return shelved.get(source) instanceof Readable;
    }

    @Override
    public long stamp() {
        return changes.get();
    }

    /** Everything on the shelf, by model and layer. */
    List<Shelved> all() {
        return listing.all();
    }

    private NotFoundException missing(SourceAddress address) {
        List<String> sources = all().stream()
                .map(Shelved::address)
                .filter(other -> other.model().equals(address.model()))
                .map(SourceAddress::source)
                .toList();
        return new NotFoundException(
                sources.isEmpty()
                        ? "No model '" + address.model() + "' here: the front page lists the models there are."
                        : "Model " + address.model() + " has no source '" + address.source() + "': it has "
                                + String.join(", ", sources) + ".");
    }

    /** Looks at the data folder once and brings the shelf in line with it. */
    synchronized void scan() {
        try {
            Map<SourceAddress, Shelved> before = shelved;
            Map<SourceAddress, Shelved> after = new TreeMap<>(ORDER);
            for (SourceReader folder : SourceReader.under(config.data())) {
                after.put(folder.address(), look(folder, before.get(folder.address())));
            }
            for (Shelved old : before.values()) {
                if (!after.containsKey(old.address())) {
                    again(old).ifPresent(found -> after.put(found.address(), found));
                }
            }
            shelved = Map.copyOf(after);
            listing = Listing.of(shelved);
            boolean changed = !before.equals(shelved);
            if (changed) {
                changes.incrementAndGet();
            }
            before.values().stream()
                    .filter(old -> after.get(old.address()) != old)
                    .forEach(Catalog::release);
            if (changed) {
                mirror.write(all());
                changes.incrementAndGet(); // pages say since when the database knows a source
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("The data folder " + config.data() + " could not be read; showing what was there before.", e);
        }
    }

    /** What became of a source that was not in the listing: one that is being replaced is missing for an instant. */
    private Optional<Shelved> again(Shelved old) throws IOException {
        for (int time = 0; time < ASK_AGAIN; time++) {
            if (SourceReader.isBeingReplaced(config.data(), old.address())) {
                return Optional.of(old);
            }
            Optional<SourceReader> back = SourceReader.at(config.data(), old.address());
            if (back.isPresent()) {
                return Optional.of(look(back.get(), old));
            }
        }
        return Optional.empty();
    }

    private Shelved look(SourceReader folder, @Nullable Shelved before) throws IOException {
        SourceReader.Stamp stamp = folder.stamp();
        if (before instanceof Readable readable && readable.stamp().equals(stamp)) {
            return readable;
        }
        Shelved now = open(folder, stamp);
        if (!folder.isStill(stamp)) {
            // Replaced meanwhile: what was opened may be of two sources. The next look is soon.
            release(now);
            return before == null ? new Broken(folder.address(), beingReplaced(folder)) : before;
        }
        if (now instanceof Broken broken) {
            if (broken.equals(before)) {
                return broken;
            }
            LOG.warn(broken.why());
        } else {
            LOG.infof("Source %s is %s", folder.address(), before instanceof Readable ? "replaced" : "open");
        }
        return now;
    }

    private static String beingReplaced(SourceReader folder) {
        return "Source " + folder.address() + " is being replaced just now: ask again in a moment.";
    }

    private Shelved open(SourceReader folder, SourceReader.Stamp stamp) {
        try {
            return new Readable(folder.address(), stamp, folder.open());
        } catch (FragariaException e) {
            return new Broken(folder.address(), e.getMessage());
        } catch (IOException | UncheckedIOException e) {
            return new Broken(
                    folder.address(),
                    "Source " + folder.address() + " cannot be read (" + e.getMessage()
                            + "): make it again with './fragaria add'.");
        }
    }

    private static void release(Shelved shelved) {
        if (shelved instanceof Readable readable) {
            readable.open().close();
        }
    }

    /** Source ids begin with their layer: 2 comes before 10. */
    private static int byLayer(String a, String b) {
        int byNumber = Integer.compare(layer(a), layer(b));
        return byNumber != 0 ? byNumber : a.compareTo(b);
    }

    private static int layer(String source) {
        int end = 0;
        while (end < source.length() && end < 6 && Character.isDigit(source.charAt(end))) {
            end++;
        }
        return end == 0 ? -1 : Integer.parseInt(source.substring(0, end));
    }
}
