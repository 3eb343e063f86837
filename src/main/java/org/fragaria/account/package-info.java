/**
 * Who is asking: a key that the browser holds, made when somebody first writes something; no names, no passwords.
 * Entry point: {@link org.fragaria.account.Visitor}.
 */
@NullMarked
package org.fragaria.account;

import org.jspecify.annotations.NullMarked;
