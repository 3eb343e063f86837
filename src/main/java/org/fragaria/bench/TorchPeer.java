package org.fragaria.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fragaria.problem.UnavailableException;

/** Eager PyTorch in a process of its own, driven line by line, so that measurements can be interleaved with ours. */
final class TorchPeer implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter commands;
    private final String version;

    private TorchPeer(Process process) throws IOException {
        this.process = process;
        answers = process.inputReader(StandardCharsets.UTF_8);
        commands = process.outputWriter(StandardCharsets.UTF_8);
        version = answer().replace("ready ", "");
    }

    /** Starts our own GPT-2 in eager PyTorch, or returns empty if that Python has no torch. */
    static Optional<TorchPeer> gpt2(String python, Path model, int threads) throws IOException {
        if (!imports(python, "torch")) {
            return Optional.empty();
        }
        return Optional.of(start(
                python,
                script("eager_gpt2.py", model),
                model.resolve("model.safetensors").toString(),
                model.resolve("config.json").toString(),
                Integer.toString(threads)));
    }

    /** Starts interp-engine's eager backend with a GPT-2, or returns empty if that Python has no interp-engine. */
    static Optional<TorchPeer> interpEngine(String python, Path model, int threads) throws IOException {
        if (!imports(python, "interp_engine")) {
            return Optional.empty();
        }
        return Optional.of(
                start(python, script("interp_engine_gpt2.py", model), model.toString(), Integer.toString(threads)));
    }

    /** Has transformers make a random model of a family in a folder, and starts it. */
    static TorchPeer family(String python, String family, Path folder, int threads) throws IOException {
        return start(python, script("eager_family.py", folder), family, folder.toString(), Integer.toString(threads));
    }

    /**
     * The families that {@link #family} knows.
     *
     * @param folder where the script is put
     * @throws UnavailableException if that Python lacks torch or transformers
     */
    static List<String> families(String python, Path folder) throws IOException {
        if (!imports(python, "torch, transformers")) {
            throw new UnavailableException("This comparison needs a Python with torch and transformers; '" + python
                    + "' has not both. Name one with --python.");
        }
        try (TorchPeer list = start(python, script("eager_family.py", folder), "list")) {
            return List.of(list.version.split(" "));
        }
    }

    private static boolean imports(String python, String modules) {
        try {
            Process check = new ProcessBuilder(python, "-c", "import " + modules)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return check.waitFor() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Path script(String name, Path folder) throws IOException {
        Path script = folder.resolve(name);
        try (InputStream in = TorchPeer.class.getResourceAsStream("/bench/" + name)) {
            if (in == null) {
                throw new IllegalStateException("bench/" + name + " is not in the program");
            }
            Files.write(script, in.readAllBytes());
        }
        return script;
    }

    private static TorchPeer start(String python, Path script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(python, script.toString()));
        command.addAll(List.of(arguments));
        return new TorchPeer(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    String version() {
        return version;
    }

    double prefill(int rows, int tokens) throws IOException {
        return Double.parseDouble(ask("prefill " + rows + " " + tokens));
    }

    double decode(int rows, int start, int steps) throws IOException {
        return Double.parseDouble(ask("decode " + rows + " " + start + " " + steps));
    }

    /**
     * Milliseconds of one user's run, who waits for a default and a steered text.
     *
     * @param together whether both are rows of one batch; else they are written one after the other
     */
    double user(boolean together, int prompt, int tokens) throws IOException {
        return Double.parseDouble(ask("user " + (together ? 2 : 1) + " " + prompt + " " + tokens));
    }

    /** Milliseconds of one user's run by a peer that knows one way only. */
    double user(int prompt, int tokens) throws IOException {
        return Double.parseDouble(ask("user " + prompt + " " + tokens));
    }

    float[] logits(int tokens) throws IOException {
        byte[] raw = java.util.HexFormat.of().parseHex(ask("logits " + tokens));
        float[] values = new float[raw.length / 4];
        java.nio.ByteBuffer.wrap(raw)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    private String ask(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
        return answer();
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new UnavailableException("The PyTorch process ended; its message is above.");
        }
        return line.strip();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
