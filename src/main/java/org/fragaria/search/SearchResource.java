package org.fragaria.search;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.Edition;
import org.fragaria.feature.Editions;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.problem.FragariaException;
import org.fragaria.search.SearchPage.Choices;
import org.fragaria.search.SearchPage.Place;
import org.fragaria.search.SearchPage.Section;
import org.fragaria.search.SearchPage.TextRun;
import org.fragaria.search.SearchState.In;
import org.fragaria.web.PageCache;
import org.fragaria.web.RenderedPage;
import org.fragaria.web.Site;

/** {@code /search}: features by label, token, text or address; {@code /search/suggest}: what a begun word may become. */
@Path("/")
public class SearchResource {

    private static final int PLACES = 12;

    @Inject
    Shelf shelf;

    @Inject
    Labels labels;

    @Inject
    LabelSearch index;

    @Inject
    TextRuns runs;

    @Inject
    @Any
    Instance<NamedThings> others;

    @Inject
    Editions editions;

    @Inject
    PageCache pages;

    @Inject
    Site site;

    @CheckedTemplate(basePath = "search")
    static class Templates {
        static native TemplateInstance search(SearchPage page);

        private Templates() {}
    }

    /** As a page. Kept once it is rendered, unless it runs a text. */
    @GET
    @Path("search")
    @Produces(MediaType.TEXT_HTML)
    public Response html(@BeanParam SearchWords words, @Context Request request) {
        SearchState state = words.state();
        Optional<Response> feature = feature(state);
        if (feature.isPresent()) {
            return feature.get();
        }
        if (state.in() == In.TEXT) {
            return RenderedPage.of(Templates.search(page(state))).answer(request);
        }
        Key key = new Key(state, editions.now(), index.stamp(), site.address());
        return pages.answer(key, request, () -> Templates.search(page(state)));
    }

    /** As JSON. */
    @GET
    @Path("search")
    @Produces(MediaType.APPLICATION_JSON)
    public Response json(@BeanParam SearchWords words) {
        SearchState state = words.state();
        return feature(state).orElseGet(() -> Response.ok(page(state)).build());
    }

    /** All that a page depends on that runs no text. */
    private record Key(SearchState state, Edition edition, LabelSearch.Stamp labels, String address) {}

    /** The feature that is looked for by its address. */
    private Optional<Response> feature(SearchState state) {
        return state.in() == In.TEXT
                ? Optional.empty()
                : Places.address(state.q())
                        .flatMap(new Places(shelf)::path)
                        .map(path -> Response.seeOther(URI.create(path)).build());
    }

    private SearchPage page(SearchState state) {
        return new SearchPage(
                state,
                places(new Places(shelf), state),
                sections(state),
                texts(state),
                index.status(),
                choices(state.filter()));
    }

    @GET
    @Path("search/suggest")
    @Produces(MediaType.APPLICATION_JSON)
    public Suggestions suggest(@QueryParam("q") @Nullable String q) {
        return new Suggesting(shelf, labels, index, new Places(shelf)).of(q == null ? "" : q);
    }

    private List<Place> places(Places places, SearchState state) {
        if (!state.asked() || state.in() != In.ALL) {
            return List.of();
        }
        List<Place> found = new ArrayList<>(places.named(state.q(), state.filter(), PLACES));
        others.stream().forEach(more -> found.addAll(more.named(state.q().strip(), PLACES)));
        return found;
    }

    private List<Section> sections(SearchState state) {
        if (!state.asked() || state.in() == In.TEXT) {
            return List.of();
        }
        FeatureSearch search = new FeatureSearch(shelf, labels, index);
        return state.in() == In.ALL
                ? List.of(search.find(In.LABEL, state), search.find(In.TOKEN, state), search.find(In.PROMOTES, state))
                : List.of(search.find(state.in(), state));
    }

    private List<TextRun> texts(SearchState state) {
        return state.asked() && state.in() == In.TEXT ? new TextSearch(shelf, labels, runs).find(state) : List.of();
    }

    private Choices choices(Filter filter) {
        TreeSet<String> models = new TreeSet<>();
        TreeSet<String> sets = new TreeSet<>();
        TreeSet<Integer> layers = new TreeSet<>();
        List<SourceAddress> sources = new ArrayList<>();
        for (SourceAddress address : shelf.readable()) {
            models.add(address.model());
            if (filter.model().isEmpty() || filter.model().equals(address.model())) {
                sets.add(Filter.set(address.source()));
                sources.add(address);
                layer(address).ifPresent(layers::add);
            }
        }
        return new Choices(List.copyOf(models), List.copyOf(sets), List.copyOf(layers), sources, index.methods());
    }

    private Optional<Integer> layer(SourceAddress address) {
        try (OpenSource open = shelf.borrow(address.model(), address.source())) {
            int layer = Objects.requireNonNull(open.manifest())
                    .dictionaryFacts()
                    .address()
                    .layer();
            return layer < 0 ? Optional.empty() : Optional.of(layer);
        } catch (FragariaException gone) {
            return Optional.empty();
        }
    }
}
