package org.fragaria.web;

import java.util.List;

/**
 * What the page of an error shows.
 *
 * @param problem the error
 * @param near places that may have been meant
 * @param searched what the search box proposes: the last part of the address, if it could be a word
 */
record ProblemPage(Problem problem, List<Suggestions.Place> near, String searched) {

    private static final int WORD = 60;

    static ProblemPage of(Problem problem, List<Suggestions.Place> near) {
        String last = problem.instance().substring(problem.instance().lastIndexOf('/') + 1);
        boolean word = problem.status() == 404 && last.length() <= WORD && last.matches(".*\\p{L}.*");
        return new ProblemPage(problem, near, word ? last : "");
    }

    /** What to do, by the kind of error. */
    public String next() {
        return switch (problem.status()) {
            case 400 -> "Go back and change what the message names; the address of this page holds what was sent.";
            case 403 -> "Open it in the browser that made it, or take that browser's key on the page of what is yours.";
            case 404 -> "Perhaps one of the places below was meant, or search for it.";
            case 405, 406, 415 -> "The API's description says what each address takes.";
            case 409 -> "Look at what is there first, then choose another name or try again.";
            case 413 -> "Send less: the message says how much fits.";
            case 503 -> "Try again in a few seconds. If it stays so, whoever runs this server can read why in its log.";
            default -> "Try again; if it happens again, tell whoever runs this server the id.";
        };
    }
}
