package org.fragaria.model.jinja;

import java.util.Map;

/** What {@code namespace(...)} makes: the one value whose members a template may set. */
record Namespace(Map<String, Object> members) {}
