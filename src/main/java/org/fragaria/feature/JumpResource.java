package org.fragaria.feature;

import java.net.URI;
import java.util.List;
import java.util.Objects;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.problem.InvalidException;
import org.fragaria.web.Page;

/**
 * {@code /jump?source=model/source&index=n}: leads to a feature, or without an index to a source. Without a source it is a
 * page of all sources to choose from, and its JSON is where the feature page's selector learns of them.
 */
@Path("/")
public class JumpResource {

    @Inject
    Shelf shelf;

    @CheckedTemplate(basePath = "feature")
    static class Templates {
        static native TemplateInstance jump(JumpPage page);

        private Templates() {}
    }

    /**
     * What the page shows.
     *
     * @param sources all sources that can be read, as {@code model/source}
     */
    public record JumpPage(List<String> sources) {}

    @GET
    @Path("jump")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Object jump(@QueryParam("source") @Nullable String source, @QueryParam("index") @Nullable String index) {
        if (source != null && !source.isBlank()) {
            return Response.seeOther(URI.create(path(
                            source.strip(),
                            Objects.requireNonNullElse(index, "").strip())))
                    .build();
        }
        JumpPage page = new JumpPage(
                shelf.readable().stream().map(SourceAddress::toString).toList());
        return new Page(page, Templates.jump(page));
    }

    /** Only addresses that exist are followed, so that nobody is led away from this site. */
    private String path(String source, String index) {
        String[] parts = source.split("/", -1);
        if (parts.length != 2) {
            throw new InvalidException("Parameter source='" + source + "': expected model/source, for example "
                    + shelf.readable().stream()
                            .findFirst()
                            .map(SourceAddress::toString)
                            .orElse("gpt2-small/6-res-jb")
                    + ".");
        }
        try (OpenSource open = shelf.borrow(parts[0], parts[1])) {
            String path = "/" + open.manifest().model() + "/" + open.manifest().source();
            return index.isEmpty()
                    ? path
                    : path + "/" + FeatureResource.find(open, index).index();
        }
    }
}
