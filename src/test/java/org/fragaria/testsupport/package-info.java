/** What tests share: an invented source with everything a real one has. */
@NullMarked
package org.fragaria.testsupport;

import org.jspecify.annotations.NullMarked;
