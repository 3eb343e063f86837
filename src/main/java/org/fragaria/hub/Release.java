package org.fragaria.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fragaria.problem.NotFoundException;

/** A set of dictionaries that were published together, as the registry describes it. Immutable once read. */
public final class Release {

    private static final int NEAREST = 5;

    private final String name;
    private final String repository;
    private final String model;
    private final Optional<String> conversion;
    private final Map<String, Object> overrides;
    private final Map<String, String> links;
    private final List<Published> dictionaries = new ArrayList<>();

    Release(
            String name,
            String repository,
            String model,
            Optional<String> conversion,
            Map<String, Object> overrides,
            Map<String, String> links) {
        this.name = name;
        this.repository = repository;
        this.model = model;
        this.conversion = conversion;
        this.overrides = overrides;
        this.links = links;
    }

    void add(Published dictionary) {
        dictionaries.add(dictionary);
    }

    /** Its name, e.g. {@code gpt2-small-res-jb}. */
    public String name() {
        return name;
    }

    /** The repository that holds its files, {@code owner/name}. */
    public String repository() {
        return repository;
    }

    /** The model it was trained on: a short name ({@link ModelNames}) or a repository. */
    public String model() {
        return model;
    }

    /** SAELens's name of the format; empty for SAELens's own. */
    public Optional<String> conversion() {
        return conversion;
    }

    /** What is to be put in place of what the dictionaries' {@code cfg.json} say. */
    public Map<String, Object> overrides() {
        return Map.copyOf(overrides);
    }

    /** Addresses of pages about it, by kind: {@code model}, {@code dashboards}, {@code publication}. */
    public Map<String, String> links() {
        return Map.copyOf(links);
    }

    /** All of it, in the registry's order. */
    public List<Published> dictionaries() {
        return List.copyOf(dictionaries);
    }

    /**
     * One dictionary.
     *
     * @throws NotFoundException if it has none of that id
     */
    public Published dictionary(String id) {
        return dictionaries.stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> unknown(id));
    }

    private NotFoundException unknown(String id) {
        List<String> ids = dictionaries.stream().map(Published::id).toList();
        List<String> near = Nearest.to(id, ids, NEAREST);
        return new NotFoundException("Release " + name + " has no dictionary '" + id + "'. It has " + ids.size() + "; "
                + (near.isEmpty() ? "the first are " : "the nearest are ")
                + String.join(", ", near.isEmpty() ? ids.subList(0, Math.min(NEAREST, ids.size())) : near)
                + ". All of them: ./fragaria releases " + name);
    }
}
