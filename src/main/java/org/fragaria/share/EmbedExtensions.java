package org.fragaria.share;

import java.util.List;

import io.quarkus.qute.TemplateExtension;

import org.fragaria.steering.SteerPage;
import org.fragaria.web.Parameters;

/** What templates ask of embeds: {@code {embed:parts(page)}}. */
@TemplateExtension(namespace = "embed")
final class EmbedExtensions {

    private EmbedExtensions() {}

    /** All parts, with whether they are shown. */
    static List<EmbedParts.Part> parts(EmbedPage page) {
        return page.parts().all();
    }

    /** Path of the page that turns the feature. */
    static String steerPath(EmbedPage page) {
        return page.card().path() + "/steer";
    }

    /** How the feature is turned, as an address says it. */
    static String method(SteerPage page) {
        return Parameters.word(page.settings().method());
    }

    /** Which tokens are touched, as an address says it. */
    static String positions(SteerPage page) {
        return Parameters.word(page.settings().positions());
    }
}
