package org.fragaria.cli;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.problem.ConflictException;
import org.fragaria.problem.UnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DataLockTest {

    @TempDir
    Path data;

    @Test
    void secondComesToKnowWhoIsThere() {
        try (DataLock held = DataLock.take(data, "fragaria demo on port 3000")) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> DataLock.take(data, "fragaria serve"))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid() + " (fragaria demo on port 3000)");
        }
        DataLock.take(data, "fragaria serve").close();
    }

    @Test
    void takenPortIsSaidBeforeAnythingStarts() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThatThrownBy(() -> Server.run("fragaria serve", taken.getLocalPort(), data))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " is taken");
        }
    }
}
