package org.fragaria.search;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.live.LiveModels;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.search.SearchPage.In;
import org.fragaria.search.SearchPage.Rank;
import org.fragaria.search.SearchPage.SourceHits;
import org.fragaria.web.Page;
import org.fragaria.web.Parameters;

/** {@code /search}: features by a token, by a text, or by their number ({@code 2-res-4k/2114}). */
@Path("/")
public class SearchResource {

    @Inject
    Shelf shelf;

    @Inject
    LiveModels models;

    @CheckedTemplate(basePath = "search")
    static class Templates {
        static native TemplateInstance search(SearchPage page);

        private Templates() {}
    }

    @GET
    @Path("search")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Object search(
            @QueryParam("q") @Nullable String q,
            @QueryParam("in") @Nullable String in,
            @QueryParam("rank") @Nullable String rank) {
        String words = q == null ? "" : q;
        Optional<URI> feature = number(words.strip());
        if (feature.isPresent()) {
            return Response.seeOther(feature.get()).build();
        }
        In where = Parameters.choice("in", in, In.TOKEN);
        Rank order = Parameters.choice("rank", rank, Rank.RARITY);
        SearchPage page = new SearchPage(words, where, order, words.isBlank() ? List.of() : find(words, where, order));
        return new Page(page, Templates.search(page));
    }

    private List<SourceHits> find(String words, In where, Rank order) {
        List<SourceHits> found = new ArrayList<>();
        for (SourceAddress address : shelf.readable()) {
            try (OpenSource open = shelf.borrow(address.model(), address.source())) {
                found.add(where == In.TOKEN ? TokenSearch.find(open, words, order) : read(open, words, order));
            } catch (NotFoundException gone) {
                // the source was removed since it was listed: a search over what is there goes on
            }
        }
        return found;
    }

    private SourceHits read(OpenSource open, String text, Rank order) {
        try {
            return TextSearch.find(open, models.of(open.manifest()), text, order);
        } catch (UnavailableException e) {
            return new SourceHits(
                    open.manifest().model(), open.manifest().source(), List.of(), List.of(), List.of(), e.getMessage());
        }
    }

    /** {@code source/2114} or {@code model/source/2114}, if there is such a source. */
    private Optional<URI> number(String words) {
        String[] parts = words.split("/", -1);
        if (parts.length < 2 || parts.length > 3 || !parts[parts.length - 1].matches("\\d{1,9}")) {
            return Optional.empty();
        }
        String source = parts[parts.length - 2];
        return shelf.readable().stream()
                .filter(address -> address.source().equals(source))
                .filter(address -> parts.length == 2 || address.model().equals(parts[0]))
                .findFirst()
                .map(address -> URI.create("/" + address.model() + "/" + source + "/" + parts[parts.length - 1]));
    }
}
