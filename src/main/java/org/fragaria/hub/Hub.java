package org.fragaria.hub;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.fragaria.problem.FragariaException;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.UnavailableException;

/**
 * Turns what a person gave as a model or dictionary into a folder on this machine: a local folder stays what it is, a
 * repository's files are taken from the cache or downloaded into it. Where the hub cannot be reached, what the cache has
 * is used and said. Used by one thread; several processes may use one cache.
 */
public final class Hub {

    private final HubSettings settings;
    private final HubCache cache;
    private final HubClient client;
    private final Patience patience;
    private final HubObserver observer;

    /** A hub as settings say. */
    public Hub(HubSettings settings, HubObserver observer) {
        this(settings, observer, Patience.DEFAULT);
    }

    Hub(HubSettings settings, HubObserver observer, Patience patience) {
        this.settings = settings;
        this.observer = observer;
        this.patience = patience;
        cache = new HubCache(settings.cache());
        client = new HubClient(settings);
    }

    /**
     * The folder of a model.
     *
     * @param given a local folder, or a {@link HubAddress}
     * @throws NotFoundException if it is neither here nor on the hub
     * @throws InvalidException if it is gated, or what comes is broken
     * @throws UnavailableException if the hub cannot be reached and the cache lacks it
     */
    public Path model(String given) {
        return HubAddress.unlessLocal(given)
                .map(address -> fetch(address, Contents.MODEL))
                .orElseGet(() -> Path.of(given));
    }

    /**
     * The folder of a dictionary, or its file where that is what the address names.
     *
     * @param given a local folder, or a {@link HubAddress}
     * @throws FragariaException as {@link #model}
     */
    public Path dictionary(String given) {
        return HubAddress.unlessLocal(given).map(this::dictionary).orElseGet(() -> Path.of(given));
    }

    /** As {@link #dictionary(String)}, for an address that is one in any case. */
    public Path dictionary(HubAddress address) {
        return fetch(address, Contents.DICTIONARY);
    }

    /** As {@link #model(String)}, for an address that is one in any case. */
    public Path model(HubAddress address) {
        return fetch(address, Contents.MODEL);
    }

    private Path fetch(HubAddress address, Contents contents) {
        Optional<Path> fixed = HubCache.isCommit(address.revision()) ? cached(address, contents) : Optional.empty();
        if (fixed.isPresent()) {
            return fixed.get(); // a commit does not change, so there is nothing to ask
        }
        if (settings.offline()) {
            return cached(address, contents).orElseThrow(() -> notCached(address, "HF_HUB_OFFLINE is set", null));
        }
        HubClient.Listing listing;
        try {
            listing = list(address);
        } catch (UnavailableException e) {
            Path found = cached(address, contents).orElseThrow(() -> notCached(address, e.getMessage(), e));
            observer.line(address + ": " + e.getMessage() + " Using what the cache has.");
            return found;
        }
        return download(address, contents, listing);
    }

    /** A name that does not resolve or a network that is down says so at once; only what passes is tried again. */
    private HubClient.Listing list(HubAddress address) {
        return new Persistence(patience, observer).until("asking for " + address, () -> {
            try {
                return client.list(address);
            } catch (TryAgainException e) {
                throw e;
            } catch (java.net.ConnectException | HttpTimeoutException | UnresolvedAddressException e) {
                throw new UnavailableException("The hub " + settings.endpoint() + " cannot be reached.", e);
            }
        });
    }

    private Path download(HubAddress address, Contents contents, HubClient.Listing listing) {
        Transfer transfer = new Transfer(client, cache, patience, observer);
        String commit = listing.commit();
        contents.first(address, listing.files()).forEach(file -> transfer.bring(address, commit, file));
        contents.weights(address, listing.files(), cache.snapshot(address.repository(), commit))
                .forEach(file -> transfer.bring(address, commit, file));
        cache.remember(address.repository(), address.revision(), commit);
        return folder(address, commit);
    }

    /** What the cache has of an address, if it has all of it. */
    private Optional<Path> cached(HubAddress address, Contents contents) {
        return cache.commit(address.repository(), address.revision())
                .filter(commit -> whole(address, contents, commit))
                .map(commit -> folder(address, commit));
    }

    private boolean whole(HubAddress address, Contents contents, String commit) {
        List<String> files = cache.files(address.repository(), commit);
        Set<String> here = new HashSet<>(files);
        try {
            contents.first(address, files);
            Path snapshot = cache.snapshot(address.repository(), commit);
            return here.containsAll(contents.weights(address, files, snapshot));
        } catch (NotFoundException e) {
            return false; // a part of the repository is here, but not this one
        }
    }

    /** What to call a model or dictionary by its folder: the folder's name, or the repository's at the top of a snapshot. */
    public static String nameOf(Path folder) {
        return HubCache.nameOf(folder).orElseGet(() -> folder.getFileName().toString());
    }

    private Path folder(HubAddress address, String commit) {
        Path snapshot = cache.snapshot(address.repository(), commit);
        return address.folder().isEmpty() ? snapshot : snapshot.resolve(address.folder());
    }

    private UnavailableException notCached(
            HubAddress address, String why, @org.jspecify.annotations.Nullable Throwable e) {
        return new UnavailableException(
                address + " is not in the cache " + settings.cache() + ", or not whole, and cannot be downloaded: "
                        + why
                        + (why.endsWith(".") ? "" : ".")
                        + " Download it where there is a network and copy the cache, or give a local folder.",
                e);
    }

    /** Reads a small text from any address, e.g. a registry. */
    byte[] text(java.net.URI url) throws IOException {
        return client.text(url);
    }

    HubSettings settings() {
        return settings;
    }
}
