package org.fragaria.model.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.fragaria.model.jinja.Node.Flow;
import org.fragaria.problem.InvalidException;

/** Builds statements of pieces. */
final class StatementParser {

    private static final Expression ALWAYS = scope -> true;

    private final List<Piece> pieces;
    private int at;

    StatementParser(List<Piece> pieces) {
        this.pieces = pieces;
    }

    Node template() {
        Node body = until(Set.of());
        if (at < pieces.size()) {
            throw cursor().broken("this closes nothing");
        }
        return body;
    }

    /** Everything up to a statement that begins with one of these words, which is left for the caller. */
    private Node until(Set<String> ends) {
        List<Node> parts = new ArrayList<>();
        while (at < pieces.size()) {
            Piece piece = pieces.get(at);
            if (piece.kind() == Piece.Kind.STATEMENT
                    && !piece.tokens().isEmpty()
                    && (ends.contains(piece.tokens().getFirst().text())
                            || piece.tokens().getFirst().text().startsWith("end"))) {
                break;
            }
            at++;
            parts.add(node(piece));
        }
        return Node.all(parts);
    }

    private Node node(Piece piece) {
        Cursor cursor = new Cursor(piece.tokens(), piece.line());
        return switch (piece.kind()) {
            case TEXT ->
                (scope, output) -> {
                    output.write(piece.text());
                    return Flow.NEXT;
                };
            case OUTPUT -> {
                Expression value = new ExpressionParser(cursor).whole();
                yield (scope, output) -> {
                    output.write(Values.text(value.in(scope)));
                    return Flow.NEXT;
                };
            }
            case STATEMENT -> statement(cursor);
        };
    }

    private Node statement(Cursor cursor) {
        String word = cursor.name();
        return switch (word) {
            case "if" -> condition(cursor);
            case "for" -> loop(cursor);
            case "set" -> assignment(cursor);
            case "macro" -> macro(cursor);
            case "break" -> (scope, output) -> Flow.BREAK;
            case "continue" -> (scope, output) -> Flow.CONTINUE;
            case "generation" -> {
                Node body = until(Set.of());
                close("endgeneration");
                yield body;
            }
            default -> throw cursor.broken("the statement '" + word + "' is not known here");
        };
    }

    private Node condition(Cursor cursor) {
        Expression test = new ExpressionParser(cursor).whole();
        Node then = until(Set.of("elif", "else"));
        Cursor next = cursor();
        Node otherwise;
        if (next.acceptWord("elif")) {
            at++;
            otherwise = condition(next);
        } else if (next.acceptWord("else")) {
            at++;
            otherwise = until(Set.of());
            close("endif");
        } else {
            close("endif");
            otherwise = Node.all(List.of());
        }
        return (scope, output) ->
                Values.truth(test.in(scope)) ? then.write(scope, output) : otherwise.write(scope, output);
    }

    private Node loop(Cursor cursor) {
        List<String> names = names(cursor);
        if (!cursor.acceptWord("in")) {
            throw cursor.broken("expected 'in'");
        }
        ExpressionParser parser = new ExpressionParser(cursor);
        Expression items = parser.withoutChoice();
        Expression filter = cursor.acceptWord("if") ? parser.expression() : ALWAYS;
        cursor.end();
        Node body = until(Set.of("else"));
        Node nothing = Node.all(List.of());
        if (cursor().acceptWord("else")) {
            at++;
            nothing = until(Set.of());
        }
        close("endfor");
        return new Loop(names, items, filter, body, nothing);
    }

    private static List<String> names(Cursor cursor) {
        List<String> names = new ArrayList<>();
        boolean bracket = cursor.accept("(");
        do {
            names.add(cursor.name());
        } while (cursor.accept(","));
        if (bracket) {
            cursor.expect(")");
        }
        return names;
    }

    private Node assignment(Cursor cursor) {
        if (cursor.ahead().is(".")) {
            return member(cursor);
        }
        List<String> names = names(cursor);
        if (cursor.done()) {
            Node body = until(Set.of());
            close("endset");
            return (scope, output) -> {
                Output part = new Output();
                body.write(scope, part);
                scope.set(names.getFirst(), part.text());
                return Flow.NEXT;
            };
        }
        cursor.expect("=");
        Expression value = new ExpressionParser(cursor).whole();
        return (scope, output) -> {
            Loop.assign(scope, names, value.in(scope));
            return Flow.NEXT;
        };
    }

    private static Node member(Cursor cursor) {
        String name = cursor.name();
        cursor.expect(".");
        String member = cursor.name();
        cursor.expect("=");
        Expression value = new ExpressionParser(cursor).whole();
        return (scope, output) -> {
            if (!(scope.get(name) instanceof Namespace(Map<String, Object> members))) {
                throw new InvalidException(
                        "The chat template sets " + name + "." + member + ": only a namespace's members can be set.");
            }
            members.put(member, value.in(scope));
            return Flow.NEXT;
        };
    }

    private Node macro(Cursor cursor) {
        String name = cursor.name();
        cursor.expect("(");
        Map<String, @Nullable Expression> parameters = new LinkedHashMap<>();
        while (!cursor.accept(")")) {
            String parameter = cursor.name();
            parameters.put(parameter, cursor.accept("=") ? new ExpressionParser(cursor).expression() : null);
            if (!cursor.accept(",") && !cursor.peek().is(")")) {
                throw cursor.broken("expected ',' or ')'");
            }
        }
        cursor.end();
        Node body = until(Set.of());
        close("endmacro");
        return (scope, output) -> {
            scope.set(name, (Callable) (given, named) -> called(scope, parameters, body, given, named));
            return Flow.NEXT;
        };
    }

    private static Object called(
            Scope outer,
            Map<String, @Nullable Expression> parameters,
            Node body,
            List<Object> given,
            Map<String, Object> named) {
        Scope inner = new Scope(outer);
        int position = 0;
        for (Map.Entry<String, @Nullable Expression> parameter : parameters.entrySet()) {
            Expression absent = parameter.getValue();
            Object fallback = absent == null ? Empty.UNDEFINED : absent.in(inner);
            Object value =
                    position < given.size() ? given.get(position) : named.getOrDefault(parameter.getKey(), fallback);
            inner.set(parameter.getKey(), value);
            position++;
        }
        Output output = new Output();
        body.write(inner, output);
        return output.text();
    }

    private Cursor cursor() {
        if (at >= pieces.size()) {
            Piece last = pieces.getLast();
            throw new Cursor(List.of(), last.line()).broken("a block that never ends");
        }
        Piece piece = pieces.get(at);
        return new Cursor(piece.tokens(), piece.line());
    }

    private void close(String word) {
        Cursor cursor = cursor();
        if (!cursor.acceptWord(word)) {
            throw cursor.broken("expected " + word);
        }
        at++;
    }
}
