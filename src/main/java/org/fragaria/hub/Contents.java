package org.fragaria.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;

/**
 * Which of a repository's files are needed. Weights come last, so that a snapshot that has them has everything. A file of
 * a hub is a person's input: paths that are not asked for are never fetched.
 */
enum Contents {
    /** A model in Hugging Face layout: configuration, tokenizer, weights as safetensors, else PyTorch's. */
    MODEL {
        @Override
        List<String> first(HubAddress address, List<String> files) {
            List<String> here = within(address, files);
            String top = top(address);
            if (!here.contains(top + "config.json")) {
                throw new NotFoundException("Repository " + address
                        + " has no config.json, so it is no model; its files" + " are " + some(here) + ".");
            }
            return here.stream()
                    .filter(file -> MODEL_SMALL.contains(file.substring(top.length())))
                    .sorted()
                    .toList();
        }

        @Override
        List<String> weights(HubAddress address, List<String> files, Path snapshot) {
            List<String> here = within(address, files);
            String top = top(address);
            for (String index : List.of("model.safetensors.index.json", "pytorch_model.bin.index.json")) {
                String single = index.replace(".index.json", "");
                if (here.contains(top + single)) {
                    return List.of(top + single);
                }
                if (here.contains(top + index)) {
                    return shards(snapshot.resolve(top + index), top);
                }
            }
            throw new NotFoundException("Repository " + address
                    + " has no weights: expected model.safetensors or pytorch_model.bin, or their .index.json; its files"
                    + " are " + some(here) + ".");
        }
    },

    /** A dictionary: what lies in its folder, or one file and what describes it. */
    DICTIONARY {
        @Override
        List<String> first(HubAddress address, List<String> files) {
            return described(address, files).stream()
                    .filter(file -> !isWeights(file))
                    .toList();
        }

        @Override
        List<String> weights(HubAddress address, List<String> files, Path snapshot) {
            return described(address, files).stream()
                    .filter(Contents::isWeights)
                    .toList();
        }
    };

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Files of a model that are read beside its weights, and the indices of sharded ones. */
    private static final Set<String> MODEL_SMALL = Set.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "tokenizer.model",
            "model.safetensors.index.json",
            "pytorch_model.bin.index.json");

    /** What training leaves beside a dictionary; big, and not part of it. */
    private static final Set<String> LEFTOVERS =
            Set.of("trainer_state.pt", "activations_store_state.safetensors", "sparsity.safetensors", "optimizer.pt");

    private static final Set<String> WEIGHTS = Set.of("safetensors", "npz", "pt", "pth", "bin");
    private static final Set<String> DESCRIPTIONS = Set.of("json", "yaml", "yml");

    /** Llama Scope keeps the weights one folder deeper than their description. */
    private static final String DEEPER = "checkpoints/";

    private static final String ENCODER = "W_enc_";

    private static final int NAMED_FILES = 12;

    /**
     * What is fetched first, and needed to tell what else is.
     *
     * @param files paths of all files of the repository
     * @throws NotFoundException if what is asked for is not there
     */
    abstract List<String> first(HubAddress address, List<String> files);

    /**
     * The weights.
     *
     * @param snapshot where the first files are by now
     * @throws NotFoundException if there are none
     */
    abstract List<String> weights(HubAddress address, List<String> files, Path snapshot);

    private static String top(HubAddress address) {
        return address.folder().isEmpty() ? "" : address.folder() + "/";
    }

    private static List<String> within(HubAddress address, List<String> files) {
        List<String> here =
                files.stream().filter(file -> file.startsWith(top(address))).toList();
        if (here.isEmpty()) {
            throw missing(address, files);
        }
        return here;
    }

    /** The files that make up a dictionary, descriptions and weights. */
    private static List<String> described(HubAddress address, List<String> files) {
        if (files.contains(address.folder())) {
            return besides(address.folder(), files);
        }
        String top = top(address);
        List<String> here = within(address, files).stream()
                .filter(file -> direct(file.substring(top.length())))
                .filter(Contents::wanted)
                .sorted()
                .toList();
        if (here.stream().noneMatch(Contents::isWeights)) {
            throw new NotFoundException("Repository " + address + " has no dictionary right "
                    + (top.isEmpty() ? "at its top" : "in that folder")
                    + ": expected weights (.safetensors, .npz, .pt); it has the folders " + folders(address, files)
                    + ". Give one of them: " + address + "/FOLDER.");
        }
        return here;
    }

    /**
     * One file of weights and the descriptions beside it; the encoder of a layer of a cross-layer transcoder comes with its
     * decoder.
     */
    private static List<String> besides(String file, List<String> files) {
        String folder = file.substring(0, file.lastIndexOf('/') + 1);
        String own = file.substring(0, Math.max(folder.length(), file.lastIndexOf('.')));
        String decoder = folder + name(file).replaceFirst(ENCODER, "W_dec_");
        return files.stream()
                .filter(f -> f.equals(file)
                        || f.equals(own + "_cfg.json")
                        || (name(file).startsWith(ENCODER) && f.equals(decoder))
                        || (DESCRIPTIONS.contains(extension(f))
                                && f.lastIndexOf('/') + 1 == folder.length()
                                && f.startsWith(folder)
                                && !f.endsWith("_cfg.json")))
                .sorted()
                .toList();
    }

    private static boolean direct(String below) {
        return below.indexOf('/') < 0 || (below.startsWith(DEEPER) && below.indexOf('/', DEEPER.length()) < 0);
    }

    private static boolean wanted(String file) {
        return !LEFTOVERS.contains(name(file)) && (isWeights(file) || DESCRIPTIONS.contains(extension(file)));
    }

    private static boolean isWeights(String file) {
        return WEIGHTS.contains(extension(file));
    }

    private static String name(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    private static String extension(String file) {
        String name = name(file);
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static List<String> shards(Path index, String top) {
        try {
            JsonNode map = JSON.readTree(index.toFile()).path("weight_map");
            Set<String> shards = new TreeSet<>();
            map.forEach(shard -> shards.add(shard.asText()));
            if (shards.isEmpty() || !shards.stream().allMatch(HubAddress::harmless)) {
                throw new InvalidException(index + ": expected file names under 'weight_map'.");
            }
            return shards.stream().map(shard -> top + shard).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + index, e);
        }
    }

    private static NotFoundException missing(HubAddress address, List<String> files) {
        Optional<String> nearest = Nearest.to(
                address.folder(),
                files.stream()
                        .filter(file -> file.contains("/"))
                        .map(file -> file.substring(0, file.lastIndexOf('/')))
                        .distinct()
                        .toList());
        return new NotFoundException("Repository " + address.repository() + " has no folder or file " + address.folder()
                + nearest.map(n -> "; did you mean " + n + "?").orElse("; it has " + some(files) + "."));
    }

    private static String folders(HubAddress address, List<String> files) {
        String top = top(address);
        List<String> folders = files.stream()
                .filter(file -> file.startsWith(top) && file.indexOf('/', top.length()) > 0)
                .map(file -> file.substring(top.length(), file.indexOf('/', top.length())))
                .distinct()
                .sorted(Comparator.naturalOrder())
                .toList();
        return folders.isEmpty() ? "(none)" : some(folders);
    }

    private static String some(List<String> names) {
        String first = names.stream().limit(NAMED_FILES).collect(Collectors.joining(", "));
        return names.size() > NAMED_FILES ? first + " and " + (names.size() - NAMED_FILES) + " more" : first;
    }
}
