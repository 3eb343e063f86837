package org.fragaria.web;

import io.quarkus.qute.TemplateInstance;

/**
 * The answer of every page resource: one view record with its two renderings. {@link PageWriter} sends the template's
 * HTML, or the record as JSON when the request asks for it. Rendering happens once, on the worker thread of the request.
 *
 * @param view what the page shows; also its JSON
 * @param html the template, filled with the view
 */
public record Page(Object view, TemplateInstance html) {}
