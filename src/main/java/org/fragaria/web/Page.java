package org.fragaria.web;

import io.quarkus.qute.TemplateInstance;

/**
 * The answer of every page resource: one view record with its two renderings. {@link PageWriter} sends the template's
 * HTML, or the record as JSON when the request asks for it. Rendering happens once, on the worker thread of the request.
 *
 * @param view what the page shows; also its JSON
 * @param html the template, filled with the view
 * @param embedded whether pages of other sites may show it in a frame
 */
public record Page(Object view, TemplateInstance html, boolean embedded) {

    /** A page that only this site shows. */
    public Page(Object view, TemplateInstance html) {
        this(view, html, false);
    }

    /** The same, for frames in pages of any site: it must not hold a button that does something in the visitor's name. */
    public Page framed() {
        return new Page(view, html, true);
    }
}
