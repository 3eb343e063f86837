package org.fragaria.model.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;

import org.fragaria.model.jinja.Piece.Token;
import org.fragaria.model.jinja.Piece.Type;

/** Builds expressions of words, with Jinja's precedence: filters and tests bind tighter than arithmetic. */
final class ExpressionParser {

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=");
    private static final Set<String> NO_ARGUMENT = Set.of("else", "or", "and", "is", "if", "in", "not");

    private final Cursor cursor;

    ExpressionParser(Cursor cursor) {
        this.cursor = cursor;
    }

    /** The rest of the tag as one expression; commas make a list of it. */
    Expression whole() {
        Expression first = expression();
        if (!cursor.peek().is(",")) {
            cursor.end();
            return first;
        }
        List<Expression> parts = new ArrayList<>(List.of(first));
        while (cursor.accept(",")) {
            parts.add(expression());
        }
        cursor.end();
        return list(parts);
    }

    Expression expression() {
        Expression value = or();
        while (cursor.acceptWord("if")) {
            Expression then = value;
            Expression test = or();
            Expression otherwise = cursor.acceptWord("else") ? expression() : scope -> Empty.UNDEFINED;
            value = scope -> Values.truth(test.in(scope)) ? then.in(scope) : otherwise.in(scope);
        }
        return value;
    }

    /** An expression whose {@code if} belongs to somebody else. */
    Expression withoutChoice() {
        return or();
    }

    private Expression or() {
        Expression left = and();
        while (cursor.acceptWord("or")) {
            Expression a = left;
            Expression b = and();
            left = scope -> {
                Object value = a.in(scope);
                return Values.truth(value) ? value : b.in(scope);
            };
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (cursor.acceptWord("and")) {
            Expression a = left;
            Expression b = not();
            left = scope -> {
                Object value = a.in(scope);
                return Values.truth(value) ? b.in(scope) : value;
            };
        }
        return left;
    }

    private Expression not() {
        if (cursor.acceptWord("not")) {
            Expression value = not();
            return scope -> !Values.truth(value.in(scope));
        }
        return comparison();
    }

    private Expression comparison() {
        Expression left = sum();
        Expression result = left;
        boolean first = true;
        while (true) {
            BinaryOperator<Object> compare = comparator();
            if (compare == null) {
                return result;
            }
            Expression a = left;
            Expression b = sum();
            Expression before = result;
            boolean alone = first;
            // a < b < c is (a < b) and (b < c)
            result = scope ->
                    (alone || Values.truth(before.in(scope))) && (Boolean) compare.apply(a.in(scope), b.in(scope));
            left = b;
            first = false;
        }
    }

    private @org.jspecify.annotations.Nullable BinaryOperator<Object> comparator() {
        Token token = cursor.peek();
        if (token.type() == Type.SYMBOL && COMPARISONS.contains(token.text())) {
            cursor.next();
            return (a, b) -> Values.compare(token.text(), a, b);
        }
        if (cursor.acceptWord("in")) {
            return (a, b) -> Values.contains(b, a);
        }
        if (token.word("not") && cursor.ahead().word("in")) {
            cursor.next();
            cursor.next();
            return (a, b) -> !Values.contains(b, a);
        }
        return null;
    }

    private Expression sum() {
        Expression left = concatenation();
        while (cursor.peek().is("+") || cursor.peek().is("-")) {
            String sign = cursor.next().text();
            left = binary(sign, left, concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        Expression left = product();
        while (cursor.accept("~")) {
            Expression a = left;
            Expression b = product();
            left = scope -> Values.text(a.in(scope)) + Values.text(b.in(scope));
        }
        return left;
    }

    private Expression product() {
        Expression left = unary(true);
        while (Set.of("*", "/", "//", "%").contains(cursor.peek().text())
                && cursor.peek().type() == Type.SYMBOL) {
            String sign = cursor.next().text();
            left = binary(sign, left, unary(true));
        }
        return left;
    }

    private static Expression binary(String sign, Expression a, Expression b) {
        return scope -> Values.calculate(sign, a.in(scope), b.in(scope));
    }

    private Expression unary(boolean filtered) {
        Expression value;
        if (cursor.accept("-")) {
            Expression positive = unary(false);
            value = scope -> Values.calculate("-", 0L, positive.in(scope));
        } else if (cursor.accept("+")) {
            value = unary(false);
        } else {
            value = postfix(primary());
        }
        return filtered ? filters(value) : value;
    }

    private Expression primary() {
        Token token = cursor.next();
        return switch (token.type()) {
            case NAME -> named(token.text());
            case NUMBER -> {
                String digits = token.text().replace("_", "");
                Object number = digits.contains(".") ? (Object) Double.valueOf(digits) : (Object) Long.valueOf(digits);
                yield scope -> number;
            }
            case STRING -> {
                StringBuilder text = new StringBuilder(token.text());
                while (cursor.peek().type() == Type.STRING) {
                    text.append(cursor.next().text());
                }
                String whole = text.toString();
                yield scope -> whole;
            }
            case SYMBOL -> bracketed(token);
        };
    }

    private static Expression named(String name) {
        return switch (name) {
            case "true", "True" -> scope -> true;
            case "false", "False" -> scope -> false;
            case "none", "None" -> scope -> Empty.NONE;
            default -> scope -> scope.get(name);
        };
    }

    private Expression bracketed(Token open) {
        return switch (open.text()) {
            case "(" -> {
                List<Expression> parts = parts(")");
                yield parts.size() == 1 && !lastWasComma ? parts.getFirst() : list(parts);
            }
            case "[" -> list(parts("]"));
            case "{" -> map();
            default -> throw cursor.broken("expected a value before this");
        };
    }

    private boolean lastWasComma;

    private List<Expression> parts(String close) {
        List<Expression> parts = new ArrayList<>();
        boolean comma = false;
        while (!cursor.accept(close)) {
            parts.add(expression());
            comma = cursor.accept(",");
            if (!comma && !cursor.peek().is(close)) {
                throw cursor.broken("expected ',' or '" + close + "'");
            }
        }
        lastWasComma = comma;
        return parts;
    }

    private static Expression list(List<Expression> parts) {
        return scope -> {
            List<Object> values = new ArrayList<>();
            parts.forEach(part -> values.add(part.in(scope)));
            return values;
        };
    }

    private Expression map() {
        Map<Expression, Expression> entries = new LinkedHashMap<>();
        while (!cursor.accept("}")) {
            Expression key = expression();
            cursor.expect(":");
            entries.put(key, expression());
            if (!cursor.accept(",") && !cursor.peek().is("}")) {
                throw cursor.broken("expected ',' or '}'");
            }
        }
        return scope -> {
            Map<String, Object> values = new LinkedHashMap<>();
            entries.forEach((key, value) -> values.put(Values.text(key.in(scope)), value.in(scope)));
            return values;
        };
    }

    private Expression postfix(Expression start) {
        Expression value = start;
        while (true) {
            Expression owner = value;
            if (cursor.accept(".")) {
                String name = cursor.next().text();
                value = scope -> Methods.member(owner.in(scope), name);
            } else if (cursor.accept("[")) {
                value = subscript(owner);
            } else if (cursor.accept("(")) {
                Arguments arguments = arguments();
                value = scope -> Values.call(owner.in(scope), arguments.given(scope), arguments.named(scope));
            } else {
                return value;
            }
        }
    }

    private Expression subscript(Expression owner) {
        Expression absent = scope -> Empty.NONE;
        Expression from = cursor.peek().is(":") ? absent : expression();
        if (cursor.accept("]")) {
            return scope -> Methods.item(owner.in(scope), from.in(scope));
        }
        cursor.expect(":");
        Expression to = cursor.peek().is(":") || cursor.peek().is("]") ? absent : expression();
        Expression step = cursor.accept(":") && !cursor.peek().is("]") ? expression() : absent;
        cursor.expect("]");
        return scope -> Methods.slice(owner.in(scope), from.in(scope), to.in(scope), step.in(scope));
    }

    private Arguments arguments() {
        Arguments arguments = new Arguments(new ArrayList<>(), new LinkedHashMap<>());
        while (!cursor.accept(")")) {
            if (cursor.peek().type() == Type.NAME && cursor.ahead().is("=")) {
                String name = cursor.name();
                cursor.expect("=");
                arguments.names().put(name, expression());
            } else {
                arguments.positions().add(expression());
            }
            if (!cursor.accept(",") && !cursor.peek().is(")")) {
                throw cursor.broken("expected ',' or ')'");
            }
        }
        return arguments;
    }

    private Expression filters(Expression start) {
        Expression value = start;
        while (true) {
            if (cursor.accept("|")) {
                value = filter(value);
            } else if (cursor.acceptWord("is")) {
                value = test(value);
            } else {
                return value;
            }
        }
    }

    private Expression filter(Expression value) {
        String name = cursor.name();
        Arguments arguments = cursor.accept("(") ? arguments() : new Arguments(List.of(), Map.of());
        if (!Filters.known(name)) {
            throw cursor.broken("the filter '" + name + "' is not known here");
        }
        return scope -> Filters.apply(name, value.in(scope), arguments.given(scope), arguments.named(scope));
    }

    private Expression test(Expression value) {
        boolean not = cursor.acceptWord("not");
        String name = cursor.name();
        List<Expression> given = new ArrayList<>();
        if (cursor.accept("(")) {
            given.addAll(arguments().positions());
        } else if (takesArgument(cursor.peek())) {
            given.add(postfix(primary()));
        }
        if (!Tests.known(name)) {
            throw cursor.broken("the test '" + name + "' is not known here");
        }
        Arguments arguments = new Arguments(given, Map.of());
        return scope -> not != Tests.passes(name, value.in(scope), arguments.given(scope));
    }

    private static boolean takesArgument(Token token) {
        return switch (token.type()) {
            case NAME -> !NO_ARGUMENT.contains(token.text());
            case NUMBER, STRING -> true;
            case SYMBOL -> token.is("[") || token.is("{");
        };
    }
}
