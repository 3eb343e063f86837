package org.fragaria.bench;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

import org.fragaria.problem.NotFoundException;

/**
 * {@code bench soak}: people who steer a running server's features for minutes, one by one on the features' pages and
 * several at once in the lab, come, go away in the middle of a text, and ask for what there is not. Every stream is compared
 * with what its request wrote when it was alone, so that a stream that is lost, mixed up with another one or broken is
 * counted, as is every error that is not of a request's own making. Prints the server's memory as it goes. In fast precision
 * a text may differ from the one that was written alone, where the processor has two packings (see
 * {@link org.fragaria.torch.Linear}): run the server with
 * {@code fragaria.live.precision=exact} to see that none does.
 */
public final class Soak {

    private static final int RUNS = 24;
    private static final int EVERY_SECONDS = 30;
    private static final Duration REST = Duration.ofSeconds(8);

    private final SteeringClient client;
    private final ServerMemory memory;
    private final double minutes;
    private final int users;
    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

    /**
     * A soak of a server.
     *
     * @param server its address
     * @param pid its process on this machine, for its memory; 0 if that is not to be looked at
     * @param users how many people at a time
     */
    public Soak(URI server, long pid, double minutes, int users) {
        client = new SteeringClient(server);
        memory = new ServerMemory(client, pid);
        this.minutes = minutes;
        this.users = users;
    }

    /**
     * Runs.
     *
     * @return figures in the order to print them
     * @throws NotFoundException if the server has nothing to steer
     */
    public Map<String, Object> run() throws InterruptedException {
        List<SteeringClient.Run> runs = runs();
        long end = System.nanoTime() + Math.round(minutes * 60e9);
        List<Thread> people = new ArrayList<>();
        ServerMemory.Reading before = memory.read();
        for (int user = 0; user < users; user++) {
            SplittableRandom random = new SplittableRandom(user);
            people.add(Thread.ofVirtual().start(() -> live(random, runs, end)));
        }
        while (System.nanoTime() < end) {
            Thread.sleep(Math.min(EVERY_SECONDS * 1000L, Math.max(1, (end - System.nanoTime()) / 1_000_000)));
            System.err.printf(Locale.ROOT, "%s  %s%n", memory.read(), counts);
        }
        for (Thread person : people) {
            person.join();
        }
        Thread.sleep(REST);
        return figures(before, memory.read());
    }

    /** Requests with what they write when nothing else runs. */
    private List<SteeringClient.Run> runs() {
        List<SteeringClient.Run> runs = new ArrayList<>();
        List<String> features = client.features(RUNS);
        for (int i = 0; i < features.size(); i++) {
            runs.add(client.alone(features.get(i), i));
            runs.add(client.aloneInLab(features, i));
        }
        if (runs.isEmpty()) {
            throw new NotFoundException("The server has no feature that can be steered.");
        }
        return runs;
    }

    private void live(SplittableRandom random, List<SteeringClient.Run> runs, long end) {
        while (System.nanoTime() < end) {
            SteeringClient.Run run = runs.get(random.nextInt(runs.size()));
            try {
                count(act(random, run, runs));
                Thread.sleep(random.nextInt(200));
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                count("error: " + e.getMessage());
            }
        }
    }

    private String act(SplittableRandom random, SteeringClient.Run run, List<SteeringClient.Run> runs)
            throws InterruptedException {
        int dice = random.nextInt(100);
        if (dice < 20) {
            return client.leave(run, random.nextInt(1, 12));
        }
        if (dice < 35) {
            return run.form().isEmpty()
                    ? client.askForNonsense(random.nextInt(SteeringClient.NONSENSE.size()))
                    : client.askLabForNonsense(run, random.nextInt(SteeringClient.LAB_NONSENSE.size()));
        }
        SteeringClient.Heard heard = client.listen(run);
        if (heard.busy()) {
            Thread.sleep(Duration.ofSeconds(heard.retryAfter()));
            return "busy (503)";
        }
        if (heard.texts().equals(run.expected())) {
            return run.form().isEmpty() ? "right" : "right in the lab";
        }
        boolean anothers = runs.stream().anyMatch(other -> other.expected().equals(heard.texts()));
        return anothers ? "error: the text of another request" : heard.problem();
    }

    private void count(String what) {
        counts.computeIfAbsent(what, key -> new LongAdder()).increment();
    }

    private Map<String, Object> figures(ServerMemory.Reading before, ServerMemory.Reading after) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("users", users);
        figures.put("minutes", minutes);
        long errors = counts.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("error"))
                .mapToLong(entry -> entry.getValue().sum())
                .sum();
        counts.forEach((what, n) -> figures.put(what, n.sum()));
        figures.put("errors", errors);
        figures.put("rows left", after.rows());
        figures.put("heap MiB before", before.heapMib());
        figures.put("heap MiB after", after.heapMib());
        figures.put("resident MiB before", before.residentMib());
        figures.put("resident MiB after", after.residentMib());
        return figures;
    }
}
