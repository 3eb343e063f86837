package org.fragaria.neuronpedia;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import jakarta.ws.rs.core.StreamingOutput;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

import org.fragaria.engine.Generation;
import org.fragaria.lab.LabResult;
import org.fragaria.lab.LabResult.Place;
import org.fragaria.lab.LabResult.Side;
import org.fragaria.lab.LabRunner;
import org.fragaria.problem.FragariaException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.web.Problem;

/**
 * A reply that is told as it grows: frames {@code data: {the reply so far}}, the last one whole, or a problem where the
 * model fails on the way. The engine's thread adds what is written and never waits; the thread of the request writes what is
 * new since its last frame, so a slow reader gets fewer frames and no backlog. A reader who leaves frees the rows.
 */
final class SteerWriting implements LabRunner.Listener, StreamingOutput {

    private final Function<SteerRun.Texts, Object> reply;
    private final ObjectMapper json;
    private final String instance;
    private final List<List<Place>> places = List.of(new ArrayList<>(), new ArrayList<>());
    private @Nullable Generation generation;
    private @Nullable LabResult result;
    private @Nullable RuntimeException failure;
    private boolean fresh;

    SteerWriting(Function<SteerRun.Texts, Object> reply, ObjectMapper json, String instance) {
        this.reply = reply;
        this.json = json;
        this.instance = instance;
    }

    /** Says which generation it hears of. */
    void of(Generation heard) {
        generation = heard;
    }

    @Override
    public synchronized void place(int side, int at, Place place) {
        places.get(side).add(place);
        news();
    }

    @Override
    public void ended(int side, String end) {}

    @Override
    public synchronized void done(LabResult all) {
        result = all;
        news();
    }

    @Override
    public synchronized void failed(RuntimeException why) {
        failure = why;
        news();
    }

    private void news() {
        fresh = true;
        notifyAll();
    }

    @Override
    public void write(OutputStream out) throws IOException {
        try {
            boolean last;
            do {
                Frame frame = next();
                out.write(("data: " + json.writeValueAsString(frame.content()) + "\n\n")
                        .getBytes(StandardCharsets.UTF_8));
                out.flush();
                last = frame.last();
            } while (!last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Generation running = generation;
            if (running != null) {
                running.cancel();
            }
        }
    }

    /** What is told next. */
    private record Frame(Object content, boolean last) {}

    private synchronized Frame next() throws InterruptedException {
        while (!fresh) {
            wait();
        }
        fresh = false;
        if (failure != null) {
            return new Frame(Problem.of(clear(failure), instance), true);
        }
        LabResult all = result;
        SteerRun.Texts texts =
                all != null ? new SteerRun.Texts(all.normal(), all.steered()) : new SteerRun.Texts(soFar(0), soFar(1));
        return new Frame(reply.apply(texts), all != null);
    }

    private Side soFar(int side) {
        return new Side(List.copyOf(places.get(side)), "");
    }

    private static FragariaException clear(RuntimeException why) {
        return why instanceof FragariaException given
                ? given
                : new UnavailableException("The model failed while it wrote; the server's log has more.", why);
    }
}
