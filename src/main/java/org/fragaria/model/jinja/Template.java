package org.fragaria.model.jinja;

import java.time.Clock;
import java.util.Map;

import org.fragaria.problem.InvalidException;

/**
 * A template that was read. Immutable, so safe for any thread.
 *
 * <p>The language is Jinja's (jinja.palletsprojects.com, "Template Designer Documentation", 3.1), as far as chat templates
 * use it: output, {@code if}, {@code for}, {@code set}, {@code macro}, {@code break}, {@code continue}, {@code raw},
 * {@code generation}; what is missing is refused when the template is read.
 */
public final class Template {

    private final Node body;

    private Template(Node body) {
        this.body = body;
    }

    /**
     * Reads a template.
     *
     * @throws InvalidException if it is broken, or uses what is not known here; with the line
     */
    public static Template read(String source) {
        return new Template(new StatementParser(new Lexer(source).pieces()).template());
    }

    /**
     * Fills it in.
     *
     * @param names what the template may name: texts, whole numbers, truths, lists and maps of these
     * @param clock the time that {@code strftime_now} tells
     * @throws InvalidException if it calls {@code raise_exception}, or asks a value for what it has not
     */
    public String render(Map<String, Object> names, Clock clock) {
        Scope globals = new Scope(null);
        Functions.install(globals, clock);
        Scope scope = new Scope(globals);
        names.forEach(scope::set);
        Output output = new Output();
        body.write(scope, output);
        return output.text();
    }
}
