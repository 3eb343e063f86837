package org.fragaria.torch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;

/**
 * A TorchScript module written as text by us, for operations that DJL's interface lacks. Its results are "inference
 * tensors": they may be read and fed into any operation, but not changed in place.
 *
 * <p>Layout of the archive that libtorch reads (a zip whose entries are stored, not deflated):
 * {@code ops/version} ("10\n": the operator signatures of libtorch 2.x), {@code ops/data.pkl} (a pickle that makes one
 * object of class {@code __torch__.Ops} without attributes), {@code ops/constants.pkl} (a pickle of the empty tuple) and
 * {@code ops/code/__torch__.py} (the class). Source: the loader in libtorch, {@code torch/csrc/jit/serialization}.
 */
final class ScriptModule {

    private static final String HEAD = """
            class Ops(Module):
              __parameters__ = []
              __buffers__ = []
            """;

    private final PtSymbolBlock block;

    /** Compiles methods written in TorchScript, each indented by two spaces. */
    ScriptModule(PtNDManager manager, String methods) {
        try {
            block = JniUtils.loadModule(manager, new ByteArrayInputStream(archive(HEAD + methods)), true, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a method that returns one tensor, which then belongs to the manager given. */
    PtNDArray tensor(PtNDManager manager, String method, Object... arguments) {
        try (IValue result = run(method, arguments)) {
            return result.toTensor(manager);
        }
    }

    /** Runs a method; the caller closes the result. */
    IValue run(String method, Object... arguments) {
        IValue[] values = new IValue[arguments.length];
        try {
            for (int i = 0; i < arguments.length; i++) {
                values[i] = value(arguments[i]);
            }
            return IValueUtils.runMethod(block, method, values);
        } finally {
            for (int i = 0; i < arguments.length; i++) {
                if (values[i] != null && values[i] != arguments[i]) {
                    values[i].close();
                }
            }
        }
    }

    /** Runs the method that one of the arrays names (see {@link RecordedScript}), outside of inference mode. */
    NDList recorded(NDList arguments) {
        return IValueUtils.forward(block, arguments, true);
    }

    private static IValue value(Object argument) {
        return switch (argument) {
            case IValue value -> value;
            case NDArray array -> IValue.from(Torch.pt(array));
            case Integer number -> IValue.from((long) number);
            case Long number -> IValue.from((long) number);
            case Double number -> IValue.from((double) number);
            case Boolean truth -> IValue.from((boolean) truth);
            default -> throw new IllegalArgumentException("No TorchScript value for " + argument.getClass());
        };
    }

    private static byte[] archive(String code) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "ops/version", "10\n".getBytes(StandardCharsets.US_ASCII));
            // protocol 2; class __torch__.Ops; (); new object; {}; build; stop
            store(zip, "ops/data.pkl", "\u0080\u0002c__torch__\nOps\n)\u0081}b.".getBytes(StandardCharsets.ISO_8859_1));
            store(zip, "ops/constants.pkl", "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1));
            store(zip, "ops/code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
