package org.fragaria.corpus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/** Plain text, cut into documents at blank lines. */
final class TextDocuments implements Documents.Source {

    /** Characters from which on a blank line ends the document: about 500 tokens of English. */
    static final int GROUPED = 2_000;

    /** Characters after which a document ends even without a blank line. */
    static final int LONGEST = 100_000;

    private final BufferedReader in;
    private int pushedBack = -1;

    TextDocuments(Reader in) {
        this.in = new BufferedReader(in);
    }

    @Override
    public Optional<String> next() throws IOException {
        StringBuilder document = new StringBuilder();
        int lineFrom = 0; // where the current line began, to see whether it is blank
        for (int c = read(); c >= 0; c = read()) {
            if (document.length() >= LONGEST && !Character.isLowSurrogate((char) c)) {
                pushedBack = c;
                break;
            }
            document.append((char) c);
            if (c == '\n') {
                boolean blank = document.substring(lineFrom).isBlank();
                lineFrom = document.length();
                if (blank && document.length() >= GROUPED) {
                    break;
                }
            }
        }
        return document.isEmpty() ? Optional.empty() : Optional.of(document.toString());
    }

    private int read() throws IOException {
        int c = pushedBack >= 0 ? pushedBack : in.read();
        pushedBack = -1;
        return c;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
