/**
 * The steering lab: several changes at once, run beside the same seed left alone, token by token, with what each run thinks
 * of the other's text; and runs that are kept. Entry points: {@link org.fragaria.lab.LabResource},
 * {@link org.fragaria.lab.RunResource}.
 */
@NullMarked
package org.fragaria.lab;

import org.jspecify.annotations.NullMarked;
