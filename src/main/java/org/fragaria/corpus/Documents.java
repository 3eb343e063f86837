package org.fragaria.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * One reading of a corpus, document by document; holds one open file and one document at a time. Not for several
 * threads. Bad text is reported when it is reached (see {@link Corpus#open}).
 */
public final class Documents implements Iterator<String>, Closeable {

    /** The documents of one file. */
    interface Source extends Closeable {
        /** The next document, possibly blank, or empty at the end of the file. */
        Optional<String> next() throws IOException;
    }

    private final Queue<Path> waiting;
    private @Nullable Source source;
    private @Nullable Path file;
    private @Nullable String ahead;

    Documents(List<Path> files) {
        waiting = new ArrayDeque<>(files);
    }

    @Override
    public boolean hasNext() {
        while (ahead == null && (source != null || !waiting.isEmpty())) {
            advance();
        }
        return ahead != null;
    }

    @Override
    public String next() {
        if (!hasNext() || ahead == null) {
            throw new NoSuchElementException("no document left");
        }
        String document = ahead;
        ahead = null;
        return document;
    }

    /** Moves on by one document or to the next file; leaves {@code ahead} unset on a blank document or a file's end. */
    private void advance() {
        Path current = source == null ? waiting.remove() : Objects.requireNonNull(file);
        try {
            if (source == null) {
                file = current;
                source = open(current);
            }
            Optional<String> document = source.next();
            if (document.isEmpty()) {
                source.close();
                source = null;
            }
            ahead = document.filter(text -> !text.isBlank()).orElse(null);
        } catch (IOException e) {
            throw Corpus.unreadable(current, e);
        }
    }

    private static Source open(Path file) throws IOException {
        String name = file.getFileName().toString();
        Utf8Reader text = new Utf8Reader(file);
        if (name.endsWith(".json")) {
            return JsonDocuments.ofArray(file, text);
        }
        return name.endsWith(".jsonl") ? JsonDocuments.ofLines(file, text) : new TextDocuments(text);
    }

    @Override
    public void close() {
        if (source != null) {
            try {
                source.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            source = null;
        }
        waiting.clear();
        ahead = null;
    }
}
