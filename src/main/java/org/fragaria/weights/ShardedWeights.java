package org.fragaria.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.UnavailableException;

/**
 * Tensors spread over several files by an index ({@code model.safetensors.index.json}, {@code
 * pytorch_model.bin.index.json}): {@code weight_map}: tensor name → file name beside the index, and {@code
 * metadata.total_size}: bytes of all tensors. Source: huggingface/transformers, {@code modeling_utils.py},
 * save_pretrained. Lifetime and threads: see {@link Weights}.
 */
public final class ShardedWeights implements Weights {

    /** A file name without a way out of the folder. */
    private static final Pattern PLAIN_NAME = Pattern.compile("(?!\\.{1,2}$)[^/\\\\:\\p{Cntrl}]+");

    private final Path index;
    private final Map<String, Weights> shardOfTensor = new LinkedHashMap<>();
    private final Map<String, Weights> shards = new LinkedHashMap<>();

    private ShardedWeights(Path index) {
        this.index = index;
    }

    /**
     * Opens an index and every shard that it names.
     *
     * @throws NotFoundException if the index or a shard does not exist
     * @throws InvalidException if the index names a file outside its folder, a tensor is not where the index says or is
     *     in two shards, or the sizes do not add up; and as {@link Weights#open}
     */
    public static ShardedWeights open(Path index) {
        if (!Files.isRegularFile(index)) {
            throw new NotFoundException("File " + index + " does not exist (expected an index of shards).");
        }
        ShardedWeights opened = new ShardedWeights(index);
        boolean good = false;
        try {
            JsonNode root = StrictJson.object(index, "the index", ByteBuffer.wrap(Files.readAllBytes(index)));
            opened.openShards(root.path("weight_map"));
            opened.checkOnce();
            opened.checkTotal(root.path("metadata").path("total_size"));
            good = true;
            return opened;
        } catch (IOException e) {
            throw new UnavailableException("File " + index + " cannot be read: " + e.getMessage() + ".", e);
        } finally {
            if (!good) {
                opened.close();
            }
        }
    }

    private void openShards(JsonNode weightMap) {
        if (!weightMap.isObject() || weightMap.isEmpty()) {
            throw new InvalidException(
                    "File " + index + ": expected weight_map to be an object (tensor → file name), found "
                            + (weightMap.isMissingNode() ? "none" : weightMap.getNodeType()) + ".");
        }
        for (Map.Entry<String, JsonNode> entry : weightMap.properties()) {
            Weights shard = shards.computeIfAbsent(
                    entry.getValue().asText(), name -> WeightsFile.open(beside(entry.getKey(), name)));
            if (!shard.has(entry.getKey())) {
                throw new InvalidException(
                        "File " + index + ": tensor '" + entry.getKey() + "' is listed in " + entry.getValue()
                                + " but absent from it: index and shards are of different models or versions.");
            }
            shardOfTensor.put(entry.getKey(), shard);
        }
    }

    private Path beside(String tensor, String name) {
        if (!PLAIN_NAME.matcher(name).matches()) {
            throw new InvalidException("File " + index + ": tensor '" + tensor
                    + "': expected the name of a file in the same folder, found '" + name + "'.");
        }
        Path file = index.resolveSibling(name);
        if (!Files.isRegularFile(file)) {
            throw new NotFoundException("File " + index + ": shard " + name + " (of tensor '" + tensor
                    + "') does not exist in " + file.getParent() + ": fetch it too.");
        }
        return file;
    }

    private void checkOnce() {
        shards.forEach((name, shard) -> shard.names().forEach(tensor -> {
            Weights listed = shardOfTensor.get(tensor);
            if (listed != null && listed != shard) {
                throw new InvalidException("File " + index + ": tensor '" + tensor + "' is in two shards, " + name
                        + " and " + listed.file(tensor).getFileName()
                        + ": remove shards that are left over from another version.");
            }
        }));
    }

    /** Not of PyTorch files: in their total, tensors on one storage count once or twice, by the version that wrote it. */
    private void checkTotal(JsonNode declared) {
        if (shards.values().stream().anyMatch(shard -> !(shard instanceof SafetensorsFile))) {
            return;
        }
        long total =
                shardOfTensor.keySet().stream().mapToLong(n -> info(n).bytes()).sum();
        if (declared.isNumber() && declared.asLong() != total) {
            throw new InvalidException("File " + index + ": expected total_size " + declared.asText() + " bytes, found "
                    + total + " in its tensors: index and shards are of different versions (if you are sure that they"
                    + " belong together, remove total_size from the index).");
        }
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(shardOfTensor.keySet());
    }

    @Override
    public StoredTensor info(String name) {
        return shard(name).info(name);
    }

    @Override
    public Path file(String name) {
        return shard(name).file(name);
    }

    @Override
    public ByteBuffer bytes(String name, long from, int length) {
        return shard(name).bytes(name, from, length);
    }

    private Weights shard(String name) {
        Weights shard = shardOfTensor.get(name);
        if (shard == null) {
            throw SafetensorsFile.absent(index, name, names());
        }
        return shard;
    }

    @Override
    public void close() {
        shards.values().forEach(Weights::close);
    }
}
