package org.fragaria.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.problem.FragariaException;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.UnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Downloads from a hub that behaves like Hugging Face's, well and badly; the cache has their layout. */
class HubTest {

    private static final String MODEL = "owner/tiny";
    private static final byte[] WEIGHTS = weights();

    @TempDir
    Path folder;

    private final List<String> lines = new ArrayList<>();
    private HubServer server;

    @BeforeEach
    void start() throws IOException {
        server = new HubServer()
                .with(MODEL, "config.json", "{}".getBytes())
                .with(MODEL, "tokenizer.json", "{\"a\": 1}".getBytes())
                .with(MODEL, "README.md", "# tiny".getBytes())
                .with(MODEL, "model.safetensors", WEIGHTS)
                .with(MODEL, "onnx/model.pt", WEIGHTS)
                .with(MODEL, "saes/layer_1/cfg.json", "{}".getBytes())
                .with(MODEL, "saes/layer_1/sae_weights.safetensors", WEIGHTS)
                .with(MODEL, "saes/layer_1/trainer_state.pt", WEIGHTS);
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(server.leaked).as("tokens sent to another origin").isEmpty();
    }

    private static byte[] weights() {
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private Hub hub() {
        return hub(Optional.empty(), false);
    }

    private Hub hub(Optional<String> token, boolean offline) {
        return hub(server.url(), token, offline);
    }

    private Hub hub(URI url, Optional<String> token, boolean offline) {
        HubObserver observer = new HubObserver() {
            @Override
            public void progress(Progress progress) {
                assertThat(progress.bytes()).isLessThanOrEqualTo(Math.max(progress.total(), progress.bytes()));
            }

            @Override
            public void line(String text) {
                lines.add(text);
            }
        };
        return new Hub(
                new HubSettings(url, folder.resolve("hub"), token, offline, folder.resolve("own")),
                observer,
                new Patience(3, Duration.ofMillis(5), Duration.ofSeconds(2)));
    }

    @Test
    void aModelsFilesAreCachedInTheSharedLayout() throws IOException {
        Path model = hub().model(MODEL);
        Path repository = folder.resolve("hub/models--owner--tiny");
        assertThat(model).isEqualTo(repository.resolve("snapshots").resolve(HubServer.COMMIT));
        assertThat(names(model)).containsExactly("config.json", "model.safetensors", "tokenizer.json");
        Path weights = model.resolve("model.safetensors");
        assertThat(Files.readAllBytes(weights)).isEqualTo(WEIGHTS);
        assertThat(Files.readSymbolicLink(weights))
                .isEqualTo(Path.of("../../blobs/" + HubServer.hex("SHA-256", WEIGHTS)));
        assertThat(repository.resolve("refs/main")).hasContent(HubServer.COMMIT);
        assertThat(names(repository.resolve("blobs"))).hasSize(3);
    }

    @Test
    void nothingIsDownloadedTwice() {
        hub().model(MODEL);
        server.requests.clear();
        hub().model(MODEL);
        assertThat(server.requests).containsExactly("GET /api/models/owner/tiny/revision/main");
        server.requests.clear();
        hub().model(MODEL + "@" + HubServer.COMMIT);
        assertThat(server.requests).isEmpty();
    }

    @Test
    void aDictionaryIsItsFolderAndNoMore() throws IOException {
        Path dictionary = hub().dictionary(MODEL + "/saes/layer_1");
        assertThat(names(dictionary)).containsExactly("cfg.json", "sae_weights.safetensors");
        assertThat(Files.readSymbolicLink(dictionary.resolve("cfg.json")).toString())
                .startsWith("../../../../blobs/");
        assertThat(server.downloads()).isEqualTo(1);
        assertThatThrownBy(() -> hub().dictionary(MODEL + "/saes"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("layer_1");
        assertThatThrownBy(() -> hub().dictionary(MODEL + "/saes/layer_2"))
                .hasMessageContaining("did you mean saes/layer_1?");
    }

    @Test
    void oneFileOfWeightsComesWithWhatDescribesIt() {
        server.with("o/kk", "a/L0.pt", WEIGHTS)
                .with("o/kk", "a/L0_cfg.json", "{}".getBytes())
                .with("o/kk", "a/L1.pt", WEIGHTS)
                .with("o/kk", "a/L1_cfg.json", "{}".getBytes());
        Path file = hub().dictionary("o/kk/a/L0.pt");
        assertThat(file).isRegularFile().endsWithRaw(Path.of("a/L0.pt"));
        assertThat(file.resolveSibling("L0_cfg.json")).isRegularFile();
        assertThat(file.resolveSibling("L1.pt")).doesNotExist();
    }

    @Test
    void anEncoderOfACrossLayerTranscoderComesWithItsDecoder() {
        server.with("o/clt", "config.yaml", "model_kind: cross_layer_transcoder".getBytes())
                .with("o/clt", "W_enc_0.safetensors", WEIGHTS)
                .with("o/clt", "W_dec_0.safetensors", WEIGHTS)
                .with("o/clt", "W_enc_1.safetensors", WEIGHTS)
                .with("o/clt", "W_dec_1.safetensors", WEIGHTS);
        Path file = hub().dictionary("o/clt/W_enc_1.safetensors");
        assertThat(file).isRegularFile();
        assertThat(file.getParent().toFile().list())
                .containsExactlyInAnyOrder("W_enc_1.safetensors", "W_dec_1.safetensors", "config.yaml");
    }

    @Test
    void shardsThatTheIndexNamesAreFetched() throws IOException {
        server.with("o/sharded", "config.json", "{}".getBytes())
                .with(
                        "o/sharded",
                        "model.safetensors.index.json",
                        "{\"weight_map\":{\"a\":\"m-1.safetensors\",\"b\":\"m-2.safetensors\",\"c\":\"m-1.safetensors\"}}"
                                .getBytes())
                .with("o/sharded", "m-1.safetensors", WEIGHTS)
                .with("o/sharded", "m-2.safetensors", new byte[] {1})
                .with("o/sharded", "pytorch_model.bin", WEIGHTS);
        assertThat(names(hub().model("o/sharded")))
                .containsExactly("config.json", "m-1.safetensors", "m-2.safetensors", "model.safetensors.index.json");
    }

    @Test
    void aCutConnectionGoesOnWhereItWas() throws IOException {
        server.cuts.set(4); // more than the tries of one spot, but each brings something
        Path model = hub().model(MODEL);
        assertThat(Files.readAllBytes(model.resolve("model.safetensors"))).isEqualTo(WEIGHTS);
        assertThat(server.requests).filteredOn(r -> r.contains("bytes=")).hasSize(4);
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("model.safetensors", "again in"));
    }

    @Test
    void aKilledDownloadGoesOnWhereItWas() throws IOException {
        Path partial = folder.resolve(
                "hub/models--owner--tiny/blobs/" + HubServer.hex("SHA-256", WEIGHTS) + ".fragaria.incomplete");
        Files.createDirectories(partial.getParent());
        Files.write(partial, java.util.Arrays.copyOf(WEIGHTS, 123_456));
        Path model = hub().model(MODEL);
        assertThat(server.requests).contains("GET /store/owner/tiny/model.safetensors bytes=123456-");
        assertThat(Files.readAllBytes(model.resolve("model.safetensors"))).isEqualTo(WEIGHTS);
        assertThat(partial).doesNotExist();
    }

    @Test
    void aServerWithoutRangesSendsAllAgain() throws IOException {
        server.ignoresRanges = true;
        server.cuts.set(1);
        assertThat(Files.readAllBytes(hub().model(MODEL).resolve("model.safetensors")))
                .isEqualTo(WEIGHTS);
    }

    @Test
    void aWrongChecksumIsTriedOnceMoreAndThenRefused() throws IOException {
        server.corrupt.set(1);
        assertThat(Files.readAllBytes(hub().model(MODEL).resolve("model.safetensors")))
                .isEqualTo(WEIGHTS);
        byte[] other = {1, 2, 3};
        server.with(MODEL, "onnx/model.pt", other);
        server.corrupt.set(2);
        expect(() -> hub().dictionary(MODEL + "/onnx"), InvalidException.class, "SHA-256", "onnx/model.pt", "twice");
        assertThat(names(folder.resolve("hub/models--owner--tiny/blobs"))).hasSize(3);
    }

    @Test
    void aBusyHubIsAskedAgain() {
        server.busy.set(2);
        assertThat(hub().model(MODEL)).isDirectory();
        server.busy.set(3);
        hub().model(MODEL);
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("503", "Using what the cache has"));
    }

    @Test
    void refusalsSayWhatToDo() {
        server.gated(MODEL);
        expect(() -> hub().model(MODEL), InvalidException.class, "gated", "accept its licence", "HF_TOKEN");
        expect(() -> hub().model("owner/none"), NotFoundException.class, "owner/none", "nor is there such a folder");
        expect(() -> hub().model(MODEL + "@v9"), NotFoundException.class, "no revision 'v9'");
        expect(() -> hub().model("./none"), NotFoundException.class, "./none", "does not exist here");
        expect(() -> hub().model("nowhere"), NotFoundException.class, "owner/name");
        expect(() -> hub().model("hf:a/b/../c"), InvalidException.class, "hf:owner/name");
        server.with("o/empty", "README.md", new byte[] {1});
        expect(() -> hub().model("o/empty"), NotFoundException.class, "no config.json", "README.md");
        assertThat(hub(Optional.of(HubServer.TOKEN), false).model(MODEL)).isDirectory();
    }

    @Test
    void withoutNetworkTheCacheIsUsedIfItIsWhole() throws IOException {
        expect(() -> hub(Optional.empty(), true).model(MODEL), UnavailableException.class, "HF_HUB_OFFLINE", "cache");
        Path model = hub().model(MODEL);
        int asked = server.requests.size();
        assertThat(hub(Optional.empty(), true).model(MODEL)).isEqualTo(model);
        assertThat(server.requests).hasSize(asked);

        URI down = URI.create("http://127.0.0.1:1");
        assertThat(hub(down, Optional.empty(), false).model(MODEL)).isEqualTo(model);
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("cannot be reached", "Using what the cache"));
        Files.delete(model.resolve("model.safetensors"));
        expect(() -> hub(down, Optional.empty(), false).model(MODEL), UnavailableException.class, "not whole");
    }

    @Test
    void renamedRepositoriesAreFound() {
        server.renamed("old/name", MODEL);
        assertThat(hub().model("old/name").resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void aPathThatExistsIsThatPath() throws IOException {
        Path here = Files.createDirectories(folder.resolve("owner/tiny"));
        assertThat(hub().model(here.toString())).isEqualTo(here);
        assertThat(server.requests).isEmpty();
    }

    @Test
    void manyAtOnceDownloadOnce() {
        List<CompletableFuture<Path>> all = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> hub().model(MODEL)))
                .toList();
        all.forEach(one -> assertThat(one.join().resolve("model.safetensors")).hasBinaryContent(WEIGHTS));
        assertThat(server.downloads()).isEqualTo(1);
    }

    private static void expect(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call,
            Class<? extends FragariaException> kind,
            String... parts) {
        assertThatThrownBy(call).isInstanceOf(kind).hasMessageContainingAll(parts);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }
}
