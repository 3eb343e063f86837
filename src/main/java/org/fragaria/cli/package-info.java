/**
 * The command line: plain picocli over the ground and engine rooms; only {@code serve} starts Quarkus.
 * Entry point: {@link org.fragaria.cli.Main}.
 */
@NullMarked
package org.fragaria.cli;

import org.jspecify.annotations.NullMarked;
