package org.fragaria.pretraining;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntUnaryOperator;

import org.fragaria.village.Document;
import org.fragaria.village.Statement;

/**
 * A document as tokens.
 *
 * @param ids token ids, the start token first
 * @param statements what speakers say in it
 * @param said for each statement, the position of the token that holds the first character of the place named
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record Lesson(int[] ids, List<Statement> statements, int[] said) {

    /**
     * Finds the tokens of the places named.
     *
     * @param ids token ids, the start token first
     * @param bytes how many bytes a token stands for
     */
    static Lesson of(Document document, int[] ids, IntUnaryOperator bytes) {
        int[] said = new int[document.statements().size()];
        for (int i = 0; i < said.length; i++) {
            int from = document.statements().get(i).saidAt();
            int before = document.text().substring(0, from).getBytes(StandardCharsets.UTF_8).length;
            int position = 1;
            for (int end = bytes.applyAsInt(ids[1]); end <= before; end += bytes.applyAsInt(ids[position])) {
                position++;
            }
            said[i] = position;
        }
        return new Lesson(ids, document.statements(), said);
    }

    static Lesson of(Document document, BytePairs pairs) {
        int[] text = pairs.encode(document.text());
        int[] ids = new int[text.length + 1];
        ids[0] = BytePairs.START_ID;
        System.arraycopy(text, 0, ids, 1, text.length);
        return of(document, ids, pairs::length);
    }
}
