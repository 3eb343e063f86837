package org.fragaria.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.FragariaException;

/**
 * The one shape of every error: {@code application/problem+json} (RFC 9457), or the same content as a page.
 *
 * @param type address of a page that explains this kind of problem
 * @param title the kind of problem
 * @param status HTTP status
 * @param detail what happened here and what to do
 * @param instance the path that was asked for
 * @param id of an unexpected error: what to look for in the server's log
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        @Nullable String id) {

    /** The media type of problems. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** A problem of the product's own error family. */
    public static Problem of(FragariaException failure, String instance) {
        return new Problem(
                type(failure.slug()), failure.title(), failure.status(), failure.getMessage(), instance, null);
    }

    static String type(String slug) {
        return "/-/problems/" + slug;
    }
}
