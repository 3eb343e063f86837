/**
 * Models and sources: the folders of the data folder, opened for reading and mirrored into the database, and their
 * pages. Manifests are the truth; the database adds what only it can know. Entry points:
 * {@link org.fragaria.catalog.Catalog}, {@link org.fragaria.catalog.SourceResource}.
 */
@NullMarked
package org.fragaria.catalog;

import org.jspecify.annotations.NullMarked;
