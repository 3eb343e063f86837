package org.fragaria.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.fragaria.feature.OpenSource;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.testsupport.VillageData;
import org.fragaria.vector.RunningModels;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

/** A running server sees folders come, change, break and go; what readers hold stays readable. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class RolloverTest {

    private static final String MODEL = VillageData.MODEL;
    private static final String NAME = "1-rollover";

    @Inject
    Catalog catalog;

    @Inject
    CatalogConfig config;

    @Inject
    RunningModels running;

    @AfterEach
    void remove() throws IOException {
        delete(place());
        catalog.scan();
    }

    private Path place() {
        return config.data().resolve(MODEL).resolve(NAME);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    @Test
    void newSourceAppearsAndIsMirrored() throws IOException {
        assertThatThrownBy(() -> catalog.borrow(MODEL, NAME)).isInstanceOf(NotFoundException.class);
        VillageData.write(config.data(), NAME, "c".repeat(64));
        catalog.scan();
        given().get("/village/1-rollover.json").then().statusCode(200).body("source", equalTo(NAME));
        given().get("/village.json")
                .then()
                .body("sources.find { it.source == '1-rollover' }.since", containsString("T"));
    }

    @Test
    void readerKeepsWhatItHoldsWhileTheSourceIsReplaced() throws IOException {
        VillageData.write(config.data(), NAME, "c".repeat(64));
        catalog.scan();
        try (OpenSource before = catalog.borrow(MODEL, NAME)) {
            VillageData.write(config.data(), NAME, "d".repeat(64));
            catalog.scan();
            try (OpenSource after = catalog.borrow(MODEL, NAME)) {
                assertThat(after.manifest().digest()).startsWith("d");
                assertThat(after).isNotSameAs(before);
            }
            assertThat(before.manifest().digest()).startsWith("c");
            assertThat(before.features().feature(7)).isPresent();
        }
    }

    @Test
    void modelRunsByWhicheverSourceHasItsFiles() throws IOException {
        Path model = config.data().resolve("echo");
        Path live = config.data().resolve(VillageData.LIVE);
        copy(live, model.resolve("0-gone"), "/nowhere");
        try {
            catalog.scan();
            assertThatThrownBy(() -> running.of("echo"))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("echo/0-gone");
            copy(
                    live,
                    model.resolve("1-here"),
                    VillageData.LIVE_MODEL.toAbsolutePath().toString());
            catalog.scan();
            assertThat(running.of("echo").live().engine().model().config().layers())
                    .isEqualTo(3);
        } finally {
            delete(model);
            catalog.scan();
        }
    }

    /** Copies a source under another name, with the model elsewhere. */
    private static void copy(Path from, Path to, String modelFolder) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path place = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(place);
                } else {
                    Files.copy(path, place);
                }
            }
        }
        ObjectMapper json = new ObjectMapper();
        Path manifest = to.resolve("manifest.json");
        ObjectNode facts = (ObjectNode) json.readTree(manifest.toFile());
        facts.put("model", to.getParent().getFileName().toString());
        facts.put("source", to.getFileName().toString());
        ((ObjectNode) facts.get("modelFacts")).put("path", modelFolder);
        json.writeValue(manifest.toFile(), facts);
    }

    /** Two renames, as in {@code SourceFolder.publish}, again and again while readers read. */
    @Test
    void readersSeeASourceAtEveryInstantOfItsReplacement() throws Exception {
        VillageData.write(config.data(), NAME, "c".repeat(64));
        Path building = place().resolveSibling(NAME + ".building");
        Path old = place().resolveSibling(NAME + ".old");
        Files.move(place(), building);
        VillageData.write(config.data(), NAME, "d".repeat(64));
        catalog.scan();
        AtomicBoolean done = new AtomicBoolean();
        Future<Integer> replacing = ForkJoinPool.commonPool().submit(() -> {
            int times = 0;
            for (; !done.get(); times++) {
                // as if it were a new one every time
                Files.setLastModifiedTime(
                        building.resolve("manifest.json"), FileTime.from(Instant.ofEpochSecond(times)));
                Files.move(place(), old, StandardCopyOption.ATOMIC_MOVE);
                Files.move(building, place(), StandardCopyOption.ATOMIC_MOVE);
                Files.move(old, building, StandardCopyOption.ATOMIC_MOVE);
                Thread.sleep(5 + times % 3);
            }
            return times;
        });
        try {
            for (int i = 0; i < 40; i++) {
                catalog.scan();
                try (OpenSource open = catalog.borrow(MODEL, NAME)) {
                    assertThat(open.features().feature(7)).isPresent();
                }
            }
        } finally {
            done.set(true);
            assertThat(replacing.get()).isPositive();
            delete(building);
        }
    }

    @Test
    void keptPagesOfAReplacedSourceAreNotShown() throws IOException {
        VillageData.write(config.data(), NAME, "c".repeat(64));
        catalog.scan();
        Response before = given().accept("text/html").get("/village/1-rollover/7");
        before.then().statusCode(200).body(containsString("c".repeat(64)));
        VillageData.write(config.data(), NAME, "d".repeat(64));
        catalog.scan();
        given().accept("text/html")
                .header("If-None-Match", before.header("ETag"))
                .get("/village/1-rollover/7")
                .then()
                .statusCode(200)
                .body(containsString("d".repeat(64)));
    }

    @Test
    void keptPagesThatListSourcesFollowTheShelf() throws IOException {
        List<String> pages =
                List.of("/", "/resources", "/village", "/village/" + VillageData.SOURCE, "/search?q=rollover");
        pages.forEach(page -> assertThat(html(page)).doesNotContain("/village/" + NAME));
        VillageData.write(config.data(), NAME, "c".repeat(64));
        catalog.scan();
        pages.stream().skip(1).forEach(page -> assertThat(html(page)).contains("/village/" + NAME));
        delete(place());
        catalog.scan();
        pages.forEach(page -> assertThat(html(page)).doesNotContain("/village/" + NAME));
    }

    private static String html(String path) {
        return given().accept("text/html")
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    @Test
    void untouchedSourceStaysOpen() {
        try (OpenSource before = catalog.borrow(MODEL, VillageData.SOURCE)) {
            catalog.scan();
            try (OpenSource after = catalog.borrow(MODEL, VillageData.SOURCE)) {
                assertThat(after).isSameAs(before);
            }
        }
    }

    @Test
    void damagedSourceSaysWhyAndComesBackWhenMended() throws IOException {
        VillageData.write(config.data(), NAME, "c".repeat(64));
        Path tokens = place().resolve("tokenizer.json");
        byte[] whole = Files.readAllBytes(tokens);
        Files.delete(tokens);
        catalog.scan();
        assertThatThrownBy(() -> catalog.borrow(MODEL, NAME))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("tokenizer.json");
        Files.write(tokens, whole);
        catalog.scan();
        catalog.borrow(MODEL, NAME).close();
    }

    @Test
    void folderUnderAnotherNameIsRefused() throws IOException {
        VillageData.write(config.data(), NAME, "c".repeat(64));
        Path elsewhere = config.data().resolve(MODEL).resolve("8-elsewhere");
        Files.move(place(), elsewhere);
        catalog.scan();
        try {
            assertThatThrownBy(() -> catalog.borrow(MODEL, "8-elsewhere"))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("move it to where its manifest says");
        } finally {
            delete(elsewhere);
        }
    }

    @Test
    void removedSourceIsGone() throws IOException {
        VillageData.write(config.data(), NAME, "c".repeat(64));
        catalog.scan();
        delete(place());
        catalog.scan();
        given().accept("application/json").get("/village/1-rollover").then().statusCode(404);
    }
}
