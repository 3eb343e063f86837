package org.fragaria.web;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

/** The hot page: kept once it is rendered, asked for again by its tag, the same plain and compressed. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class RenderedPageTest {

    private static final String FEATURE = "/village/2-res-300/7";

    private static Response page(String path, String header, String value) {
        return given().accept("text/html").header(header, value).get(path);
    }

    @Test
    void unchangedPageIsNotSentAgain() {
        String tag = given().accept("text/html").get(FEATURE).header("ETag");
        page(FEATURE, "If-None-Match", tag)
                .then()
                .statusCode(304)
                .header("ETag", equalTo(tag))
                .body(emptyString());
        page(FEATURE, "If-None-Match", "\"another\"").then().statusCode(200);
    }

    @Test
    void otherViewsOfAFeatureAreOtherPages() {
        String few = given().accept("text/html").get(FEATURE).asString();
        page(FEATURE + "?show=full", "Accept", "text/html").then().body(not(equalTo(few)));
        page("/village/2-res-300/8", "Accept", "text/html").then().body(containsString("Feature 8"));
        page(FEATURE, "Accept", "text/html").then().body(equalTo(few));
    }

    @Test
    void compressedPageIsTheSamePage() {
        Response compressed = page(FEATURE, "Accept-Encoding", "br;q=0.1, gzip;q=0.8");
        assertThat(compressed.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(compressed.asString())
                .isEqualTo(given().accept("text/html").get(FEATURE).asString());
    }

    @ParameterizedTest
    @CsvSource({"text/html,text/html", "*/*,text/html", "application/json,application/json"})
    void bothFormsAreNegotiated(String accept, String type) {
        assertThat(given().accept(accept).get(FEATURE).contentType()).startsWith(type);
        assertThat(given().get(FEATURE + ".json").contentType()).startsWith("application/json");
    }

    @ParameterizedTest
    @CsvSource({"gzip,true", "'deflate, gzip;q=0.5',true", "gzip;q=0,false", "gzip;q=0.0,false", "br,false", ",false"})
    void compressionIsForThoseWhoAccept(String header, boolean accepted) {
        assertThat(RenderedPageWriter.acceptsGzip(header)).isEqualTo(accepted);
    }
}
