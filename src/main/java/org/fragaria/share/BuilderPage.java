package org.fragaria.share;

import java.util.List;

import org.fragaria.collection.FeatureCard;

/**
 * What the page shows that makes an embed; also its JSON.
 *
 * @param card the feature
 * @param parts parts to choose from
 * @param text the text that the embed tests at first; may be empty
 * @param height of the frame, in pixels
 * @param frame path of the embed
 * @param code what to paste into a page
 * @param link the feature's own address
 * @param picture path of the picture that a share card shows
 */
public record BuilderPage(
        FeatureCard card,
        List<EmbedParts.Part> parts,
        String text,
        int height,
        String frame,
        String code,
        String link,
        String picture) {}
