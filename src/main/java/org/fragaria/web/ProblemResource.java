package org.fragaria.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

import org.fragaria.problem.NotFoundException;

/** {@code /-/problems/{slug}}: what a kind of problem means, from {@code docs/problems}. */
@Path("/")
public class ProblemResource {

    /** The kinds of problem that have a page. */
    static final Set<String> SLUGS = Set.of(
            "not-found",
            "invalid",
            "forbidden",
            "conflict",
            "unavailable",
            "too-large",
            "too-many",
            "request",
            "unexpected");

    /**
     * One kind of problem.
     *
     * @param slug its name in the address
     * @param title its title
     * @param paragraphs what it means and what to do
     */
    public record ProblemPage(String slug, String title, List<String> paragraphs) {}

    @CheckedTemplate(basePath = "web")
    static class Templates {
        static native TemplateInstance problemKind(ProblemPage page);

        private Templates() {}
    }

    @GET
    @Path("-/problems/{slug}")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page kind(@PathParam("slug") String slug) {
        if (!SLUGS.contains(slug)) {
            throw new NotFoundException("No kind of problem is called '" + slug + "': there are "
                    + String.join(", ", SLUGS.stream().sorted().toList()) + ".");
        }
        ProblemPage page = read(slug);
        return new Page(page, Templates.problemKind(page));
    }

    /** Reads a title line ({@code # …}) and paragraphs: all that these files use of Markdown. */
    private static ProblemPage read(String slug) {
        List<String> blocks = Arrays.stream(text(slug).split("\n\\s*\n", -1))
                .map(block -> block.strip().replace('\n', ' '))
                .filter(block -> !block.isEmpty())
                .toList();
        return new ProblemPage(slug, blocks.getFirst().substring(1).strip(), blocks.subList(1, blocks.size()));
    }

    private static String text(String slug) {
        String file = "/problems/" + slug + ".md";
        try (InputStream in = ProblemResource.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not in this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
