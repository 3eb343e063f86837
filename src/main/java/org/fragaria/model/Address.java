package org.fragaria.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import org.fragaria.problem.InvalidException;

/**
 * A hook point in one layer: {@code resid_post.10}, or just {@code embed} where a point exists once.
 *
 * @param point the hook point
 * @param layer the layer, from 0; always 0 for points that exist once per model
 */
public record Address(HookPoint point, int layer) implements Comparable<Address> {

    private static final Pattern OURS = Pattern.compile("([a-z_]+)(?:\\.(\\d{1,6}))?");
    private static final Pattern TRANSFORMER_LENS = Pattern.compile("blocks\\.(\\d{1,6})\\.(.+)");

    public Address {
        if (layer < 0 || (layer > 0 && !point.perLayer())) {
            throw new InvalidException("Address " + point.id() + "." + layer + ": expected "
                    + (point.perLayer() ? "a layer from 0" : "no layer, since the point exists once"));
        }
    }

    /**
     * Reads an address.
     *
     * @param text {@code resid_post.10}, {@code embed}, or TransformerLens's {@code blocks.10.hook_resid_post}
     * @throws InvalidException if the point is unknown, or a layer is missing or out of place
     */
    @JsonCreator
    public static Address parse(String text) {
        Matcher lens = TRANSFORMER_LENS.matcher(text);
        if (lens.matches()) {
            HookPoint point = HookPoint.find(lens.group(2)).orElseThrow(() -> HookPoint.unknown(text));
            return new Address(point, Integer.parseInt(lens.group(1)));
        }
        Matcher ours = OURS.matcher(text);
        if (!ours.matches()) {
            return HookPoint.find(text)
                    .filter(p -> !p.perLayer())
                    .map(p -> new Address(p, 0))
                    .orElseThrow(() -> HookPoint.unknown(text));
        }
        HookPoint point = HookPoint.find(ours.group(1)).orElseThrow(() -> HookPoint.unknown(text));
        if (point.perLayer() && ours.group(2) == null) {
            throw new InvalidException("Address '" + text + "' lacks its layer: expected e.g. " + point.id() + ".0");
        }
        return new Address(point, ours.group(2) == null ? 0 : Integer.parseInt(ours.group(2)));
    }

    /** TransformerLens's full name, e.g. {@code blocks.10.hook_resid_post}. */
    public String transformerLens() {
        return (point.perLayer() ? "blocks." + layer + "." : "") + point.transformerLensName();
    }

    /** Whether the forward pass comes to this place before another one, or it is the same. */
    public boolean notAfter(Address other) {
        int byDepth = Integer.compare(depth(), other.depth());
        return byDepth < 0 || byDepth == 0 && point.compareTo(other.point) <= 0;
    }

    private int depth() {
        return switch (point) {
            case EMBED -> -1;
            case FINAL_NORM -> Integer.MAX_VALUE;
            default -> layer;
        };
    }

    @Override
    public int compareTo(Address other) {
        int byLayer = Integer.compare(layer, other.layer);
        return byLayer != 0 ? byLayer : point.compareTo(other.point);
    }

    @Override
    @JsonValue
    public String toString() {
        return point.perLayer() ? point.id() + "." + layer : point.id();
    }
}
