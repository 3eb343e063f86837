package org.fragaria.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.UnavailableException;

/** Tells containers of weights apart by their first bytes: names say too little ({@code .pt}, {@code .bin}). */
final class WeightsFile {

    private static final int PICKLE_PROTO = 0x80;

    private WeightsFile() {}

    /** Opens a file; see {@link Weights#open}. */
    static Weights open(Path file) {
        if (!Files.isRegularFile(file)) {
            return SafetensorsFile.open(file);
        }
        byte[] first = first(file);
        if (first.length == 4 && first[0] == 'P' && first[1] == 'K' && first[2] == 3 && first[3] == 4) {
            return holdsPickle(file) ? TorchZipFile.open(file) : NpzFile.open(file);
        }
        boolean pickle = first.length == 4 && (first[0] & 0xff) == PICKLE_PROTO && first[1] >= 2 && first[1] <= 5;
        if (pickle && (first[2] & 0xff) != 0) {
            throw new InvalidException(
                    "File " + file + ": expected safetensors, .npz or a PyTorch zip file, found a bare"
                            + " pickle (as torch.save wrote before PyTorch 1.6), which only running its code could read. If you"
                            + " trust it, convert it in Python: safetensors.torch.save_file(torch.load('"
                            + file.getFileName() + "', weights_only=True), 'model.safetensors').");
        }
        return SafetensorsFile.open(file);
    }

    private static boolean holdsPickle(Path file) {
        return MappedFile.open(file, "weights", mapped -> {
            try (mapped) {
                return new ZipArchive(mapped)
                        .entries().keySet().stream().anyMatch(name -> name.endsWith("/" + TorchZipFile.PICKLE));
            }
        });
    }

    private static byte[] first(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(4);
        } catch (IOException e) {
            throw new UnavailableException("File " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }
}
