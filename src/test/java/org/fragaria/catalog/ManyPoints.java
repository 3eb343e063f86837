package org.fragaria.catalog;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;

/** A made map in the bytes that the browser gets: clusters of points, as many as one likes. */
final class ManyPoints {

    private static final int COLUMNS = 5;
    private static final int CLUSTERS = 200;

    private ManyPoints() {}

    /**
     * Lets a page have a made map in place of the server's, and made names: the server would rightly answer that it
     * knows no feature 41,234.
     */
    static void serve(Page page, int count) {
        byte[] points = bytes(count);
        page.route(
                Pattern.compile("map\\.bin$"), route -> route.fulfill(new Route.FulfillOptions().setBodyBytes(points)));
        page.route(
                Pattern.compile("/names\\?features=\\d+$"),
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody("{\"features\": [{\"index\": 0, \"label\": \"made\", \"tokens\": []}]}")));
    }

    private static byte[] bytes(int count) {
        Random random = new Random(11);
        ByteBuffer out = ByteBuffer.allocate(16 + COLUMNS * 16 + count * (8 + 2 * COLUMNS))
                .order(ByteOrder.LITTLE_ENDIAN);
        out.put("FRAGVIEW".getBytes(StandardCharsets.US_ASCII)).putInt(count).putInt(COLUMNS);
        for (int i = 0; i < COLUMNS * 4; i++) {
            out.putFloat(0.2f * (i % 4 + 1));
        }
        for (int i = 0; i < count; i++) {
            out.putInt(i);
        }
        for (int axis = 0; axis < 2; axis++) {
            for (int i = 0; i < count; i++) {
                double middle = new Random(i % CLUSTERS * 7L + axis).nextDouble();
                out.putShort((short) Math.clamp(65535 * (middle + random.nextGaussian() * 0.02), 0, 65535));
            }
        }
        for (int i = 0; i < count * COLUMNS; i++) {
            out.putShort((short) (Float.floatToIntBits(random.nextFloat()) >>> 16));
        }
        return out.array();
    }
}
