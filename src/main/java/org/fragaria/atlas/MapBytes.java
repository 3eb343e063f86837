package org.fragaria.atlas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

import org.fragaria.atlas.Colour.Column;
import org.fragaria.feature.OpenSource;
import org.fragaria.map.FeatureMap;

/**
 * A map with its columns as the browser gets it, 18 bytes a feature.
 *
 * <p>Little-endian: the 8 bytes {@code FRAGVIEW}; int32 number of places; int32 number of columns; for each column four
 * float32, where its shades end, rising; for each place int32 feature; for each place uint16 x, then for each place uint16 y, in
 * 65535ths of the map's side; then column after column, in the order of {@link Colour}, for each place the upper 16 bits
 * of its float32 value (bfloat16: three digits of any size; NaN where there is none).
 */
final class MapBytes {

    private static final int HEADER = 16;
    private static final float GRID = 65535;

    private MapBytes() {}

    static byte[] of(FeatureMap map, OpenSource open) {
        List<Column> columns = Arrays.stream(Colour.values())
                .map(colour -> colour.over(map, open.features()))
                .toList();
        int n = map.size();
        ByteBuffer out = ByteBuffer.allocate(
                        HEADER + columns.size() * 4 * (Colour.SHADES - 1) + n * (4 + 2 + 2 + 2 * columns.size()))
                .order(ByteOrder.LITTLE_ENDIAN);
        out.put("FRAGVIEW".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        out.putInt(n).putInt(columns.size());
        columns.forEach(column -> Arrays.stream(column.bounds()).forEach(bound -> out.putFloat((float) bound)));
        for (int place = 0; place < n; place++) {
            out.putInt(map.feature(place));
        }
        for (int place = 0; place < n; place++) {
            out.putShort((short) Math.round(map.x(place) * GRID));
        }
        for (int place = 0; place < n; place++) {
            out.putShort((short) Math.round(map.y(place) * GRID));
        }
        for (Column column : columns) {
            for (double value : column.values()) {
                out.putShort(bfloat16((float) value));
            }
        }
        return out.array();
    }

    /** Rounded to nearest, so that a value is off by less than one part in 256; a NaN stays one. */
    static short bfloat16(float value) {
        int bits = Float.floatToIntBits(value);
        return (short) (Float.isNaN(value) ? 0x7fc0 : bits + 0x8000 >>> 16);
    }
}
