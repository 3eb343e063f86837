package org.fragaria.feature;

import java.util.List;

import org.fragaria.feature.FeaturePage.Weight;
import org.fragaria.web.Format;

/**
 * Tokens as markup. An active token is a {@code mark} whose class says its shade and whose title its value; in a
 * concordance, runs of silent tokens are one piece of text, elsewhere every token is an element, so that it can be
 * pointed at. All text is escaped here, and nowhere else is text of a corpus written without the template engine. What is
 * not Latin-1 is written as an entity: one such character would double the room of every string it is in.
 */
final class TokenMarkup {

    private final StringBuilder html;

    private TokenMarkup(int room) {
        html = new StringBuilder(room);
    }

    /** What can be drawn. */
    enum Drawing {
        STRIP {
            @Override
            String markup(Object what) {
                return strip((Strip) what);
            }
        },
        KWIC {
            @Override
            String markup(Object what) {
                return kwic((Strip) what);
            }
        },
        TOKENS {
            @Override
            String markup(Object what) {
                return tokens((List<?>) what);
            }
        },
        WEIGHT {
            @Override
            String markup(Object what) {
                return weight((Weight) what);
            }
        };

        abstract String markup(Object what);

        static Drawing named(String section) {
            return valueOf(section.toUpperCase(java.util.Locale.ROOT));
        }
    }

    /** Every token as an element; a line break breaks the line as well. */
    static String strip(Strip strip) {
        TokenMarkup markup = new TokenMarkup(strip.tokens().size() * 64);
        for (int i = 0; i < strip.tokens().size(); i++) {
            Token token = strip.tokens().get(i);
            markup.element(token, i == strip.peak());
            if (token.text().endsWith("\n")) {
                markup.html.append("<br>");
            }
        }
        return markup.html.toString();
    }

    /** A line of a concordance: the peak's value, what stands before it, it with what follows, places folded into it. */
    static String kwic(Strip strip) {
        TokenMarkup markup = new TokenMarkup(1024);
        StringBuilder html = markup.html;
        html.append("<data class=\"v\" value=\"")
                .append(strip.peakValue())
                .append("\"><span class=\"vh\">peak </span>");
        html.append(Format.value(strip.peakValue())).append("<span class=\"vh\"> on &ldquo;");
        markup.escape(strip.peakText());
        html.append("&rdquo;: </span></data><span class=\"l\">");
        markup.run(strip.tokens().subList(0, strip.peak()));
        html.append("</span><span class=\"r\">");
        markup.element(strip.tokens().get(strip.peak()), true);
        markup.run(strip.tokens().subList(strip.peak() + 1, strip.tokens().size()));
        html.append("</span><span class=\"e\">");
        if (strip.duplicates() > 0) {
            html.append("<span title=\"more places that read the same around the peak\">+");
            html.append(strip.duplicates()).append("</span>");
        }
        return html.append("</span>").toString();
    }

    /** A few tokens side by side. */
    static String tokens(List<?> tokens) {
        TokenMarkup markup = new TokenMarkup(tokens.size() * 64);
        tokens.forEach(token -> markup.element((Token) token, false));
        return markup.html.toString();
    }

    /** A token with its logit weight. */
    static String weight(Weight weight) {
        TokenMarkup markup = new TokenMarkup(96);
        markup.element(new Token(weight.id(), weight.text(), weight.value(), 0), false);
        markup.html.append("<data value=\"").append(weight.value()).append("\">");
        markup.html.append(Format.signed(weight.value())).append("</data>");
        return markup.html.toString();
    }

    private void run(List<Token> tokens) {
        boolean open = false;
        for (Token token : tokens) {
            boolean silent = token.level() == 0;
            if (silent != open) {
                html.append(silent ? "<span class=\"q\">" : "</span>");
                open = silent;
            }
            if (silent) {
                escape(token.text());
            } else {
                element(token, false);
            }
        }
        html.append(open ? "</span>" : "");
    }

    private void element(Token token, boolean peak) {
        boolean active = token.level() > 0;
        html.append(active ? "<mark class=\"t" : "<span class=\"t");
        if (token.text().startsWith(" ")) {
            html.append(" s");
        }
        if (active) {
            html.append(" a").append(token.level());
        }
        if (peak) {
            html.append(active ? " max" : " zero");
        }
        html.append("\" data-id=\"").append(token.id());
        if (active) {
            html.append("\" title=\"").append(Format.value(token.value()));
        }
        html.append("\">");
        escape(token.text());
        html.append(active ? "</mark>" : "</span>");
    }

    private void escape(String text) {
        int written = 0;
        for (int i = 0; i < text.length(); i++) {
            String entity = entity(text.charAt(i));
            if (!entity.isEmpty()) {
                html.append(text.substring(written, i)).append(entity);
                written = i + 1;
            }
        }
        html.append(written == 0 ? text : text.substring(written));
    }

    /** What stands for a character, or nothing if it stands for itself. */
    private static String entity(char c) {
        if (c > '>') {
            return "";
        }
        return switch (c) {
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '&' -> "&amp;";
            case '"' -> "&quot;";
            case '\n' -> "&#8629;";
            case '\r' -> "&#9229;";
            case '\t' -> "&#8677;";
            default -> "";
        };
    }
}
