package org.fragaria.testsupport;

import static io.restassured.RestAssured.given;

/** Waits for the map of a test's source, which the server draws when somebody first asks, and not at once on a busy machine. */
public final class DrawnMap {

    private static final int TRIES = 60;

    private DrawnMap() {}

    /**
     * Asks until the map is there; the server itself waits a few seconds each time.
     *
     * @param source path of the source, e.g. {@code /village/2-res-300}
     */
    public static void await(String source) {
        for (int i = 0; i < TRIES; i++) {
            if (given().get(source + "/map.bin").statusCode() == 200) {
                return;
            }
        }
        throw new AssertionError("The map of " + source + " is not drawn after " + TRIES + " questions.");
    }
}
