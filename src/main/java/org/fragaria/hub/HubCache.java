package org.fragaria.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The cache that Hugging Face's tools share, read and written in their layout, so that nothing is downloaded twice on a
 * machine. Per repository a folder {@code models--{owner}--{name}} with:
 *
 * <ul>
 *   <li>{@code refs/{revision}}: a text file, the commit that the revision was when last asked for;
 *   <li>{@code blobs/{etag}}: contents, named by the hub's ETag (SHA-256 in hex of large files, Git's SHA-1 of others);
 *   <li>{@code snapshots/{commit}/{path}}: relative symbolic links to blobs, or copies where links cannot be made.
 * </ul>
 *
 * <p>Ours beside them: {@code blobs/{etag}.fragaria.incomplete}, what came of a download that goes on later (a name that
 * no other tool writes to), and locks in {@code .locks/} at the top. Source: huggingface_hub {@code
 * docs/source/en/guides/manage-cache.md}. Safe for several processes.
 *
 * @param root the cache's folder
 */
record HubCache(Path root) {

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final String PREFIX = "models--";
    private static final String PARTIAL = ".fragaria.incomplete";

    Path repository(String repository) {
        return root.resolve(PREFIX + repository.replace("/", "--"));
    }

    Path snapshot(String repository, String commit) {
        return repository(repository).resolve("snapshots").resolve(commit);
    }

    Path blob(String repository, String etag) {
        return repository(repository).resolve("blobs").resolve(etag);
    }

    Path partial(String repository, String etag) {
        return repository(repository).resolve("blobs").resolve(etag + PARTIAL);
    }

    Path lock(String repository, String etag) {
        return root.resolve(".locks")
                .resolve(PREFIX + repository.replace("/", "--"))
                .resolve(etag + ".fragaria.lock");
    }

    /** The name of the repository, without owner, of which a folder is the top of a snapshot. */
    static Optional<String> nameOf(Path folder) {
        Path snapshots = folder.getParent();
        if (snapshots == null || !snapshots.endsWith("snapshots")) {
            return Optional.empty();
        }
        Path repository = snapshots.getParent();
        if (repository == null || !isCommit(folder.getFileName().toString())) {
            return Optional.empty();
        }
        String name = repository.getFileName().toString();
        return name.startsWith(PREFIX) ? Optional.of(name.substring(name.lastIndexOf("--") + 2)) : Optional.empty();
    }

    static boolean isCommit(String revision) {
        return COMMIT.matcher(revision).matches();
    }

    /** The commit that a revision was when last asked for, if its snapshot is here. */
    Optional<String> commit(String repository, String revision) {
        Optional<String> commit = isCommit(revision) ? Optional.of(revision) : readReference(repository, revision);
        return commit.filter(found -> Files.isDirectory(snapshot(repository, found)));
    }

    private Optional<String> readReference(String repository, String revision) {
        Path file = repository(repository).resolve("refs").resolve(revision);
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(Files.readString(file).strip()).filter(HubCache::isCommit)
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Remembers what commit a revision is; a commit needs no memory. */
    void remember(String repository, String revision, String commit) {
        if (isCommit(revision)
                || readReference(repository, revision).filter(commit::equals).isPresent()) {
            return;
        }
        Path file = repository(repository).resolve("refs").resolve(revision);
        try {
            Files.createDirectories(file.getParent());
            Path aside = Files.createTempFile(file.getParent(), ".ref", "");
            Files.writeString(aside, commit);
            Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Paths of the files of a snapshot that are here, sorted; links to blobs that are gone do not count. */
    List<String> files(String repository, String commit) {
        Path top = snapshot(repository, commit);
        try (Stream<Path> all = Files.walk(top)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> top.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + top, e);
        }
    }

    /** Makes a blob appear in a snapshot. */
    void link(String repository, String commit, String path, String etag) {
        Path pointer = snapshot(repository, commit).resolve(path);
        Path holder = Objects.requireNonNull(pointer.getParent());
        Path blob = blob(repository, etag);
        try {
            Files.createDirectories(holder);
            if (Files.exists(pointer) && Files.isSameFile(pointer, blob)) {
                return;
            }
            Path aside = holder.resolve(".link-" + UUID.randomUUID());
            try {
                Files.createSymbolicLink(aside, holder.relativize(blob));
            } catch (UnsupportedOperationException | FileSystemException e) {
                Files.copy(blob, aside);
            }
            // in one step, since another process may be reading through it
            Files.move(aside, pointer, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + pointer, e);
        }
    }
}
