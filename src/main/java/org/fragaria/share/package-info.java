/**
 * What leaves the site: embeds for other sites' pages, pictures for share cards, sitemap and robots.txt. Entry points:
 * {@link org.fragaria.share.EmbedResource}, {@link org.fragaria.share.PictureResource}.
 */
@NullMarked
package org.fragaria.share;

import org.jspecify.annotations.NullMarked;
