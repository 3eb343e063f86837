package org.fragaria.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** Starts it, or returns empty if that Python has no torch. */
    static Optional<TorchPeer> start(String python, Path model, int threads) throws IOException {
        try {
            Process check = new ProcessBuilder(python, "-c", "import torch")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (check.waitFor() != 0) {
                return Optional.empty();
            }
        } catch (IOException noSuchProgram) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        Path script = model.resolve("eager_gpt2.py");
        try (InputStream in = TorchPeer.class.getResourceAsStream("/bench/eager_gpt2.py")) {
            if (in == null) {
                throw new IllegalStateException("bench/eager_gpt2.py is not in the program");
            }
            Files.write(script, in.readAllBytes());
        }
        Process process = new ProcessBuilder(
                        python,
                        script.toString(),
                        model.resolve("model.safetensors").toString(),
                        model.resolve("config.json").toString(),
                        Integer.toString(threads))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return Optional.of(new TorchPeer(process));
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
