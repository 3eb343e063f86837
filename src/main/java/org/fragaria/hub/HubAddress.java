package org.fragaria.hub;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;

/**
 * A repository on a hub, one of its revisions, and a folder or file in it: {@code owner/name[@revision][/folder]}, with
 * or without {@code hf:} in front. Repositories without an owner ({@code gpt2}) need the prefix.
 *
 * @param repository {@code owner/name}
 * @param revision a branch, a tag, a commit, or {@code refs/pr/3}
 * @param folder path within the repository, without slashes at its ends; empty for the top
 */
public record HubAddress(String repository, String revision, String folder) {

    /** What is meant where no revision is given. */
    public static final String MAIN = "main";

    private static final String PREFIX = "hf:";
    private static final String SEGMENT = "[A-Za-z0-9][A-Za-z0-9._-]{0,95}";
    private static final Pattern SHAPE = Pattern.compile("(?<repository>" + SEGMENT + "(?:/" + SEGMENT + ")?)"
            + "(?:@(?<revision>refs/[a-z]+/[^/@]+|[^/@]+))?"
            + "(?:/(?<folder>.*))?");
    private static final Pattern OWNED = Pattern.compile(SEGMENT + "/" + SEGMENT);
    private static final Pattern PLAIN_PATH = Pattern.compile("([/~\\\\]|\\.{1,2}([/\\\\]|$)|[A-Za-z]:[/\\\\]).*");

    /** Makes an address of the main revision. */
    public static HubAddress of(String repository, String folder) {
        return read(PREFIX + repository + "@" + MAIN + (folder.isEmpty() ? "" : "/" + folder));
    }

    /**
     * Reads what a person gave where a folder is asked for. A path that exists is that path, whatever else it could mean.
     *
     * @return the address, or empty if the text is a local path that exists
     * @throws NotFoundException if it is neither: a path that does not exist and cannot be an address
     * @throws InvalidException if it says {@code hf:} and is no address
     */
    public static Optional<HubAddress> unlessLocal(String text) {
        if (exists(text)) {
            return Optional.empty();
        }
        boolean prefixed = text.startsWith(PREFIX);
        if (!prefixed && (PLAIN_PATH.matcher(text).matches() || !owned(text))) {
            throw new NotFoundException("Folder " + text + " does not exist here"
                    + (text.startsWith("~") ? " ('~' is expanded by a shell, not within quotes)" : "")
                    + ". Give a folder that exists, or a repository of the hub as owner/name[@revision][/folder].");
        }
        return Optional.of(read(text));
    }

    private static boolean exists(String text) {
        try {
            return !text.isEmpty() && Files.exists(Path.of(text));
        } catch (InvalidPathException e) {
            return false; // not even a path on this system, so it can only be an address
        }
    }

    private static boolean owned(String text) {
        Matcher shape = SHAPE.matcher(text);
        return shape.matches() && OWNED.matcher(shape.group("repository")).matches();
    }

    private static HubAddress read(String text) {
        String bare = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
        Matcher shape = SHAPE.matcher(bare.replaceFirst("^//", "").replaceFirst("/+$", ""));
        String folder = shape.matches() && shape.group("folder") != null ? shape.group("folder") : "";
        boolean ownerless = shape.matches()
                && !shape.group("repository").contains("/")
                && shape.group("revision") == null
                && !folder.isEmpty(); // then what looked like a folder is a name with a letter that none may have
        if (!shape.matches() || ownerless || !harmless(folder)) {
            throw new InvalidException("Address " + text + ": expected hf:owner/name[@revision][/folder], e.g."
                    + " hf:openai-community/gpt2 or hf:owner/name@main/layer_3.");
        }
        String revision = shape.group("revision");
        return new HubAddress(shape.group("repository"), revision == null ? MAIN : revision, folder);
    }

    /** No step that would lead out of the repository's folder. */
    static boolean harmless(String path) {
        return path.isEmpty()
                || (!path.contains("\\")
                        && java.util.Arrays.stream(path.split("/", -1))
                                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals("..")));
    }

    /** The repository's name without its owner. */
    public String name() {
        return repository.substring(repository.indexOf('/') + 1);
    }

    @Override
    public String toString() {
        return repository + (revision.equals(MAIN) ? "" : "@" + revision) + (folder.isEmpty() ? "" : "/" + folder);
    }
}
