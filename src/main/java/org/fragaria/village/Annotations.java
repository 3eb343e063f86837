package org.fragaria.village;

import java.util.List;

/** Concepts that can be read off the text alone: quotations, questions, digits, brackets. */
final class Annotations {

    private static final int DEEPEST = 3;

    private Annotations() {}

    static void add(String text, List<Span> spans) {
        quotations(text, spans);
        brackets(text, spans);
        for (int i = 0; i < text.length(); i++) {
            if (Character.isDigit(text.charAt(i))) {
                spans.add(new Span("digit", i, i + 1));
            }
        }
    }

    /** {@code quote}: from behind an opening quotation mark up to the closing one. */
    private static void quotations(String text, List<Span> spans) {
        int open = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                if (open >= 0) {
                    spans.add(new Span("quote", open + 1, i));
                }
                open = open >= 0 ? -1 : i;
            } else if (c == '\n') {
                open = -1;
            }
        }
    }

    /** {@code bracket.1}, {@code bracket.2} …: tokens inside so many open brackets, the brackets' own characters counted as inside. */
    private static void brackets(String text, List<Span> spans) {
        int[] opened = new int[DEEPEST + 1];
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(' || c == '[') {
                depth++;
                if (depth <= DEEPEST) {
                    opened[depth] = i;
                }
            } else if ((c == ')' || c == ']') && depth > 0) {
                if (depth <= DEEPEST) {
                    spans.add(new Span("bracket." + depth, opened[depth], i));
                }
                depth--;
            }
        }
    }
}
