package org.fragaria.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;

/**
 * Text files, read as a sequence of documents in the order of the files; immutable, any number of readers at a time.
 *
 * <p>What a document is depends on the file's extension:
 *
 * <ul>
 *   <li>{@code .json}: each element of one array; a string, or an object with a string {@code text}.
 *   <li>{@code .jsonl}: each value (one a line, by custom), again a string or an object with {@code text}.
 *   <li>{@code .txt} (and any other): the file is cut at blank lines, and neighbouring paragraphs stay together until
 *       they have {@link TextDocuments#GROUPED} characters, so that a heading keeps its text. A stretch without blank
 *       line is cut after {@link TextDocuments#LONGEST} characters, so that memory stays bounded.
 * </ul>
 *
 * <p>Blank documents are skipped. Text must be UTF-8 (a byte order mark is skipped). Opening reads every file once: to
 * refuse a bad one before any long work begins, to count, and to know the text again when a run is resumed.
 */
public final class Corpus {

    private final List<Path> files;
    private final long documents;
    private final long characters;
    private final String digest;

    private Corpus(List<Path> files, Census census) {
        this.files = files;
        this.documents = census.documents;
        this.characters = census.characters;
        this.digest = HexFormat.of().formatHex(census.sha.digest());
    }

    /**
     * Opens and checks text files.
     *
     * @param files at least one, in reading order
     * @throws NotFoundException if a file is missing or is a folder
     * @throws InvalidException if there is no file, no text, bytes that are not UTF-8, or malformed JSON
     */
    public static Corpus open(List<Path> files) {
        if (files.isEmpty()) {
            throw new InvalidException("The corpus has no files: name at least one text file.");
        }
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new NotFoundException("Text file " + file + ": expected a file, found "
                        + (Files.isDirectory(file) ? "a folder" : "nothing") + ".");
            }
        }
        Census census = new Census();
        try (Documents all = new Documents(files)) {
            while (all.hasNext()) {
                census.count(all.next());
            }
        }
        if (census.documents == 0) {
            throw new InvalidException("The corpus is empty: " + files + " hold no text.");
        }
        return new Corpus(List.copyOf(files), census);
    }

    /** Reads all documents from the first; close it. */
    public Documents read() {
        return new Documents(files);
    }

    /** The files, in order. */
    public List<Path> files() {
        return files;
    }

    /** Number of documents. */
    public long documents() {
        return documents;
    }

    /** Number of UTF-16 units in all documents. */
    public long characters() {
        return characters;
    }

    /** SHA-256 (hex) over the documents and their borders: equal digests, equal text, whatever the files are called. */
    public String digest() {
        return digest;
    }

    /** What one look at all documents counts. */
    private static final class Census {
        private final MessageDigest sha = sha256();
        private long documents;
        private long characters;

        void count(String document) {
            documents++;
            characters += document.length();
            sha.update(document.getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0xFF); // no byte of UTF-8, so borders cannot be forged by text
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }

    static UncheckedIOException unreadable(Path file, IOException cause) {
        return new UncheckedIOException("cannot read " + file, cause);
    }
}
