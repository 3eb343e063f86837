package org.fragaria.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.FeatureStore.TokenHit;
import org.fragaria.feature.Label;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.feature.Token;
import org.fragaria.feature.TokenTexts;
import org.fragaria.measure.MeasuredFeature.TokenScore;
import org.fragaria.problem.FragariaException;
import org.fragaria.search.SearchPage.Section;
import org.fragaria.search.SearchState.In;
import org.fragaria.search.SearchState.Rank;

/** Looks words up: in labels, among the tokens that features fire on, among those that they promote. */
record FeatureSearch(Shelf shelf, Labels labels, LabelSearch index) {

    /** Hits of each kind where several kinds share a page. */
    private static final int FEW = 6;

    private static final int PAGE = 25;
    private static final int SUGGESTIONS = 12;
    /** Candidates of one source by a token: they are ranked anew, by what compares between sources. */
    private static final int CANDIDATES = 200;
    /** Tokens on which a feature has to have fired to count half of what it would otherwise. */
    private static final double FEW_FIRINGS = 8;

    /** One kind of search, a page of it, or its foremost hits. */
    Section find(In kind, SearchState state) {
        boolean alone = state.in() == kind;
        int limit = alone ? PAGE : FEW;
        int from = alone ? Cursor.offset(state.after(), state.question()) : 0;
        return switch (kind) {
            case LABEL -> byLabel(state, from, limit);
            case TOKEN, PROMOTES -> byToken(kind, state, from, limit);
            case ALL, TEXT -> throw new IllegalArgumentException(kind + " is no single look-up");
        };
    }

    private Section byLabel(SearchState state, int from, int limit) {
        List<Hit> hits = new ArrayList<>();
        List<LabelHit> found = index.find(state.q(), state.filter(), from, limit + 1);
        for (LabelHit label : found.subList(0, Math.min(limit, found.size()))) {
            card(label).ifPresent(card -> hits.add(Hit.byLabel(card, label)));
        }
        return new Section("label", hits, List.of(), List.of(), next(state, In.LABEL, from, limit, found.size()), from);
    }

    private Optional<FeatureCard> card(LabelHit label) {
        try (OpenSource open = shelf.borrow(label.model(), label.source())) {
            return open.features().row(label.index()).map(row -> FeatureCard.of(open, row, labels.best(open, row)));
        } catch (FragariaException gone) {
            return Optional.empty(); // the source was removed, and the index will follow in a moment
        }
    }

    private static @Nullable String next(SearchState state, In kind, int from, int limit, int found) {
        int end = from + limit;
        if (found <= limit || end > Cursor.MOST) {
            return null;
        }
        return state.in() == kind
                ? state.from(Cursor.of(end, state.question()))
                : state.as(org.fragaria.web.Parameters.word(kind));
    }

    /** A candidate, before it is known whether it is shown. */
    private record Candidate(SourceAddress at, Row row, float value, double about) {
        double share() {
            return row.max() == 0 ? 0 : value / (double) row.max();
        }

        double rarity() {
            return Rarity.of(row, value);
        }

        double output() {
            return row.firing().output().known() ? row.firing().output().score() : Double.NEGATIVE_INFINITY;
        }
    }

    private Section byToken(In kind, SearchState state, int from, int limit) {
        List<Candidate> candidates = new ArrayList<>();
        Map<String, Token> tokens = new LinkedHashMap<>();
        Set<String> suggestions = new LinkedHashSet<>();
        for (SourceAddress address : shelf.readable()) {
            try (OpenSource open = shelf.borrow(address.model(), address.source())) {
                if (state.filter().admits(open.manifest())) {
                    look(kind, state, open, candidates, tokens, suggestions);
                }
            } catch (FragariaException gone) {
                // the source was removed since it was listed: a search over what is there goes on
            }
        }
        candidates.sort(order(kind, state.rank()));
        List<Hit> hits = candidates.stream()
                .skip(from)
                .limit(limit)
                .flatMap(candidate -> hit(kind, candidate).stream())
                .toList();
        return new Section(
                org.fragaria.web.Parameters.word(kind),
                hits,
                List.copyOf(tokens.values()),
                tokens.isEmpty() ? suggestions.stream().limit(SUGGESTIONS).toList() : List.of(),
                next(state, kind, from, limit, candidates.size() - from),
                from);
    }

    private void look(
            In kind,
            SearchState state,
            OpenSource open,
            Collection<Candidate> candidates,
            Map<String, Token> tokens,
            Set<String> suggestions) {
        SourceAddress at =
                new SourceAddress(open.manifest().model(), open.manifest().source());
        TokenTexts texts = open.tokens();
        List<Integer> ids = ids(state.q(), texts);
        if (ids.isEmpty()) {
            if (suggestions.size() < SUGGESTIONS) {
                suggestions.addAll(texts.containing(state.q(), SUGGESTIONS));
            }
            return;
        }
        ids.forEach(id -> tokens.putIfAbsent(texts.text(id), new Token(id, texts.text(id), 0, 0)));
        List<TokenHit> found = kind == In.TOKEN
                ? open.features().firingOn(ids, CANDIDATES)
                : open.features().promoting(ids, CANDIDATES);
        for (TokenHit hit : found) {
            Row row = hit.row();
            if (state.filter().admits(row) && admitsLabel(state.filter(), open, row)) {
                float value = kind == In.TOKEN ? largest(row, hit.value(), ids) : hit.value();
                candidates.add(new Candidate(at, row, value, about(row, value, ids)));
            }
        }
    }

    private boolean admitsLabel(Filter filter, OpenSource open, Row row) {
        return filter.method().isEmpty() || filter.admits(labels.best(open, row).orElse(null));
    }

    /** A word is looked for with and without its leading space, and begun with a capital: all of them count. */
    static List<Integer> ids(String word, TokenTexts texts) {
        String bare = word.strip();
        List<Integer> ids = new ArrayList<>();
        Stream.of(word, " " + bare, bare, " " + capital(bare), capital(bare))
                .map(texts::find)
                .filter(OptionalInt::isPresent)
                .map(OptionalInt::getAsInt)
                .distinct()
                .forEach(ids::add);
        return ids;
    }

    private static String capital(String word) {
        return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    /**
     * The largest activation on any of some tokens: as its five strongest tokens have it, else no more than the weakest of
     * them.
     *
     * @param sum sum of the largest activations on each of the tokens
     */
    private static float largest(Row row, float sum, List<Integer> ids) {
        float weakest = row.max();
        for (TokenScore token : row.tokens()) {
            if (ids.contains(token.token())) {
                return token.value();
            }
            weakest = Math.min(weakest, token.value());
        }
        return Math.min(sum, weakest);
    }

    /**
     * How much a feature is about some tokens, 0..1: its largest activation there as a share of its maximum, times the part
     * that they make of its five strongest tokens, times {@code n / (n + 8)} for one that fired n times, since the strongest
     * token of a feature that fired once says little.
     */
    static double about(Row row, float value, List<Integer> ids) {
        double all = 0;
        double asked = 0;
        for (TokenScore token : row.tokens()) {
            all += token.value();
            asked += ids.contains(token.token()) ? token.value() : 0;
        }
        if (all == 0 || row.max() <= 0) {
            return 0;
        }
        double fired = row.firing().activeTokens();
        return Math.min(1, value / row.max()) * asked / all * fired / (fired + FEW_FIRINGS);
    }

    private static Comparator<Candidate> order(In kind, Rank rank) {
        return switch (rank) {
            case RARITY -> Comparator.comparingDouble(Candidate::rarity);
            case SHARE -> Comparator.comparingDouble(Candidate::share).reversed();
            case OUTPUT -> Comparator.comparingDouble(Candidate::output).reversed();
            case BEST, VALUE, SUM ->
                kind == In.PROMOTES
                        ? Comparator.comparingDouble((Candidate c) -> -c.value())
                        : Comparator.comparingDouble(Candidate::about).reversed();
        };
    }

    private Optional<Hit> hit(In kind, Candidate candidate) {
        SourceAddress at = candidate.at();
        try (OpenSource open = shelf.borrow(at.model(), at.source())) {
            Optional<Label> label = labels.best(open, candidate.row());
            FeatureCard card = FeatureCard.of(open, candidate.row(), label);
            return Optional.of(
                    kind == In.PROMOTES
                            ? Hit.byEffect(card, candidate.value())
                            : Hit.byToken(card, candidate.value(), candidate.share(), candidate.rarity()));
        } catch (FragariaException gone) {
            return Optional.empty();
        }
    }
}
