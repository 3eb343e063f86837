package org.fragaria.feature;

import java.util.List;

import org.jspecify.annotations.Nullable;

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
        BROKEN {
            @Override
            String markup(Object what) {
                return broken((Strip) what);
            }
        },
        KWICS {
            @Override
            String markup(Object what) {
                return kwics((List<?>) what);
            }
        },
        ABSENCE {
            @Override
            String markup(Object what) {
                return absence((Strip) what);
            }
        },
        WEIGHTS {
            @Override
            String markup(Object what) {
                return weights((List<?>) what);
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
        };

        abstract String markup(Object what);

        static Drawing named(String section) {
            return valueOf(section.toUpperCase(java.util.Locale.ROOT));
        }
    }

    /** Every token as an element, all in one paragraph. */
    static String strip(Strip strip) {
        return strip(strip, false);
    }

    /** Every token as an element; a line break breaks the line as well. */
    static String broken(Strip strip) {
        return strip(strip, true);
    }

    private static String strip(Strip strip, boolean breaks) {
        TokenMarkup markup = new TokenMarkup(strip.tokens().size() * 64);
        for (int i = 0; i < strip.tokens().size(); i++) {
            Token token = strip.tokens().get(i);
            markup.element(token, i == strip.peak());
            if (breaks && token.text().endsWith("\n")) {
                markup.html.append("<br>");
            }
        }
        return markup.html.toString();
    }

    /** A line of a concordance: the peak's value, what stands before it, it with what follows, places folded into it. */
    static String kwic(Strip strip) {
        TokenMarkup markup = new TokenMarkup(1024);
        markup.line(strip);
        return markup.html.toString();
    }

    /** Lines of a concordance as the items of a list. */
    static String kwics(List<?> strips) {
        TokenMarkup markup = new TokenMarkup(strips.size() * 1024);
        for (Object strip : strips) {
            markup.html.append("<li class=\"kwic\">");
            markup.line((Strip) strip);
            markup.html.append("</li>\n");
        }
        return markup.html.toString();
    }

    private void line(Strip strip) {
        html.append("<data class=\"v\" value=\"")
                .append(strip.peakValue())
                .append("\"><span class=\"vh\">peak </span>");
        html.append(Format.value(strip.peakValue())).append("<span class=\"vh\"> on &ldquo;");
        escape(strip.peakText());
        html.append("&rdquo;: </span></data><span class=\"l\">");
        run(strip.tokens().subList(0, strip.peak()));
        html.append("</span><span class=\"r\">");
        element(strip.tokens().get(strip.peak()), true);
        run(strip.tokens().subList(strip.peak() + 1, strip.tokens().size()));
        html.append("</span><span class=\"e\">");
        if (strip.duplicates() > 0) {
            html.append("<span title=\"more places that read the same around the peak\">+");
            html.append(strip.duplicates()).append("</span>");
        }
        html.append("</span>");
        absence(strip.absence());
    }

    /** What the model loses on a place without the feature; nothing where that was not measured. */
    static String absence(Strip strip) {
        TokenMarkup markup = new TokenMarkup(512);
        markup.absence(strip.absence());
        return markup.html.toString();
    }

    private void absence(@Nullable Absence absence) {
        if (absence == null) {
            return;
        }
        html.append("<span class=\"off\"><svg width=\"").append(absence.width());
        html.append("\" height=\"")
                .append(absence.height())
                .append("\" aria-hidden=\"true\"><path class=\"zero\" d=\"M0 ");
        html.append(Absence.UP).append('h').append(absence.width());
        html.append("\"/><path class=\"worse\" d=\"").append(absence.worse());
        html.append("\"/><path class=\"better\" d=\"").append(absence.better());
        html.append("\"/></svg> <span>without it <b>").append(Format.signed(absence.mean()));
        html.append("</b> nats a token; most on &ldquo;<bdi>");
        escape(absence.token().strip());
        html.append("</bdi>&rdquo; <b>").append(Format.signed(absence.most()));
        html.append("</b>, KL ").append(Format.value(absence.moved())).append("</span></span>");
    }

    /** A few tokens side by side. */
    static String tokens(List<?> tokens) {
        TokenMarkup markup = new TokenMarkup(tokens.size() * 64);
        tokens.forEach(token -> markup.element((Token) token, false));
        return markup.html.toString();
    }

    /** Tokens with their logit weights and a bar for each, as the items of a list. */
    static String weights(List<?> weights) {
        TokenMarkup markup = new TokenMarkup(weights.size() * 320);
        weights.forEach(weight -> markup.weight((Weight) weight));
        return markup.html.toString();
    }

    private void weight(Weight weight) {
        html.append("<li class=\"lg\">");
        element(new Token(weight.id(), weight.text(), weight.value(), 0), false);
        html.append("<data value=\"").append(weight.value()).append("\">");
        html.append(Format.signed(weight.value()));
        html.append(
                "</data><svg viewBox=\"0 0 100 3\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"");
        html.append(Drawings.of(100, weight.share()));
        html.append("\" height=\"3\" class=\"").append(weight.value() < 0 ? "f-dusk" : "f-leaf");
        html.append("\"/></svg></li>");
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
