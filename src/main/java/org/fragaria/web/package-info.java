/**
 * What every page shares: layout, content negotiation (each page is also JSON), errors as pages and as problems, number
 * formats. Knows no other product room. Entry points: {@link org.fragaria.web.Page}, {@link org.fragaria.web.Format}.
 */
@NullMarked
package org.fragaria.web;

import org.jspecify.annotations.NullMarked;
