package org.fragaria.exhibit;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * A demo, out of the database.
 *
 * @param name last part of its address
 * @param owner digest of the browser's key that made it
 * @param words what is shown and run
 * @param changed when it was last changed, ISO-8601
 */
public record StoredDemo(String name, @JsonIgnore String owner, DemoWords words, String changed) {

    /** Its page. */
    public String path() {
        return "/demo/" + name;
    }
}
