package org.fragaria.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Memory of a running server, from its metrics and from the operating system. */
final class ServerMemory {

    private final SteeringClient client;
    private final long pid;

    /** Of a server, and its process on this machine or 0. */
    ServerMemory(SteeringClient client, long pid) {
        this.client = client;
        this.pid = pid;
    }

    /**
     * A moment.
     *
     * @param heapMib heap in use
     * @param residentMib memory of the process, native memory included; 0 if unknown
     * @param rows rows in flight
     */
    record Reading(long heapMib, long residentMib, int rows) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "heap %d MiB, resident %d MiB, rows %d", heapMib, residentMib, rows);
        }
    }

    Reading read() {
        String metrics = client.metrics();
        double heap = sum(metrics, "jvm_memory_used_bytes{area=\"heap\"");
        return new Reading(Math.round(heap / (1 << 20)), resident(), (int) sum(metrics, "fragaria_engine_rows{"));
    }

    private static double sum(String metrics, String prefix) {
        return metrics.lines()
                .filter(line -> line.startsWith(prefix))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private long resident() {
        if (pid == 0) {
            return 0;
        }
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .sum();
        } catch (IOException unknown) {
            // Another system, or another machine: the figure stays 0, which its description says.
            return 0;
        }
    }
}
