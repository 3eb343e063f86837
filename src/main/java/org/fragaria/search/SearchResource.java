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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jspecify.annotations.Nullable;

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
import org.fragaria.web.Page;

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

    @CheckedTemplate(basePath = "search")
    static class Templates {
        static native TemplateInstance search(SearchPage page);

        private Templates() {}
    }

    @GET
    @Path("search")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Object search(@BeanParam SearchWords words) {
        SearchState state = words.state();
        Places places = new Places(shelf);
        Optional<String> feature = state.in() == In.TEXT
                ? Optional.empty()
                : Places.address(state.q()).flatMap(places::path);
        if (feature.isPresent()) {
            return Response.seeOther(URI.create(feature.get())).build();
        }
        SearchPage page = new SearchPage(
                state, places(places, state), sections(state), texts(state), index.status(), choices(state.filter()));
        return new Page(page, Templates.search(page));
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
