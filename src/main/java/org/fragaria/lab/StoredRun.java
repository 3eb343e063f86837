package org.fragaria.lab;

import org.fragaria.steering.SteerRequest;

/**
 * A saved run, out of the database.
 *
 * @param id last part of its address
 * @param version version of the program that ran it
 * @param precision how weights were multiplied: {@code exact} or {@code fast}
 * @param made when it was saved, ISO-8601
 */
public record StoredRun(
        String id,
        String model,
        SteerRequest request,
        LabResult result,
        String version,
        String precision,
        String made) {

    /** Its page. */
    public String path() {
        return "/steer/" + id;
    }

    /** The lab with its settings. */
    public String labLink() {
        return "/" + model + "/steer?" + LabRequests.query(request);
    }
}
