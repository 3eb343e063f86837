package org.fragaria.problem;

/** What was asked for belongs to somebody else, e.g. a list that was made in another browser. */
public final class ForbiddenException extends FragariaException {

    private static final long serialVersionUID = 1L;

    public ForbiddenException(String message) {
        super(message, null);
    }

    @Override
    public int status() {
        return 403;
    }

    @Override
    public String slug() {
        return "forbidden";
    }

    @Override
    public String title() {
        return "Not yours";
    }
}
