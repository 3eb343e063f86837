package org.fragaria.lab;

import org.fragaria.steering.SteerRequest;

/**
 * A run to begin with.
 *
 * @param title what it shows
 * @param note one more sentence; may be empty
 * @param request the run
 */
public record Preset(String title, String note, SteerRequest request) {}
