package org.fragaria.steering;

import io.quarkus.qute.TemplateExtension;

import org.fragaria.steering.SteerPage.Text;

/** How generated text is written on pages: {@code {steer:tail(prompt)}}. */
@TemplateExtension(namespace = "steer")
final class SteerFormat {

    private static final int TAIL = 32;

    private SteerFormat() {}

    /** The end of a prompt, to show what a text goes on from. */
    static String tail(String prompt) {
        String line = prompt.strip();
        if (line.length() <= TAIL) {
            return line;
        }
        int space = line.indexOf(' ', line.length() - TAIL);
        return line.substring(space < 0 ? line.length() - TAIL : space + 1);
    }

    /** How two texts differ at a place: {@code k4} where they part, {@code k1} where they differ after that. */
    static String difference(int place, Text text, Text other) {
        if (!differ(place, text, other)) {
            return "";
        }
        for (int before = 0; before < place; before++) {
            if (differ(before, text, other)) {
                return "k1";
            }
        }
        return "k4";
    }

    private static boolean differ(int place, Text a, Text b) {
        return place >= a.tokens().size()
                || place >= b.tokens().size()
                || a.tokens().get(place).id() != b.tokens().get(place).id();
    }
}
