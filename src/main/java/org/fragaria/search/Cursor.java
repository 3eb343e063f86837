package org.fragaria.search;

import java.nio.ByteBuffer;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;

/**
 * Where a page of hits begins, as the address carries it: eight bytes in URL-safe base 64, the offset and a fingerprint of
 * the question, so that a cursor of another question is refused and not answered with any page.
 */
final class Cursor {

    /** Hits that can be paged through: behind them nobody finds anything. */
    static final int MOST = 1_000;

    private Cursor() {}

    static String of(int offset, String question) {
        byte[] bytes = ByteBuffer.allocate(8)
                .putInt(offset)
                .putInt(question.hashCode())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * The offset of a cursor; 0 if there is none.
     *
     * @throws InvalidException if it is none of ours, or of another question
     */
    static int offset(@Nullable String cursor, String question) {
        if (cursor == null) {
            return 0;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            int offset = bytes.remaining() == 8 ? bytes.getInt() : -1;
            if (offset >= 0 && offset <= MOST && bytes.getInt() == question.hashCode()) {
                return offset;
            }
        } catch (IllegalArgumentException e) {
            // falls through to the one message that fits all mistakes
        }
        throw new InvalidException("Parameter after: expected the cursor of a page of this very search, as the link to"
                + " the next page has it. Leave it out for the first page.");
    }
}
