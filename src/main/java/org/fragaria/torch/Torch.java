package org.fragaria.torch;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.UnavailableException;

/**
 * The engine of the process: started once, on first use, on the first CUDA GPU if there is one, else on the CPU. Safe
 * for any thread.
 */
public final class Torch {

    /** The libtorch that DJL's JNI was built for. A newer one loads, and returns wrong numbers. */
    static final String LIBTORCH = "2.7.1";

    private Torch() {}

    private static volatile @Nullable NDManager started;

    private static synchronized NDManager start() {
        NDManager already = started;
        if (already != null) {
            return already;
        }
        NDManager manager = startEngine();
        started = manager;
        return manager;
    }

    private static NDManager startEngine() {
        Engine engine;
        try {
            engine = engine();
        } catch (RuntimeException | LinkageError e) {
            throw new UnavailableException(
                    "The inference engine (DJL with libtorch " + LIBTORCH + ") did not start: " + e.getMessage()
                            + ". Is there a native library for this system, and room to unpack it?",
                    e);
        }
        if (!LIBTORCH.equals(engine.getVersion())) {
            throw new UnavailableException("libtorch " + engine.getVersion() + " was found, but this build works"
                    + " only with " + LIBTORCH + ": check PYTORCH_LIBRARY_PATH and PYTORCH_VERSION.");
        }
        JniUtils.setGradMode(false);
        Device device = engine.getGpuCount() > 0 ? Device.gpu(0) : Device.cpu();
        NDManager manager = engine.newBaseManager(device);
        manager.setName("fragaria");
        probe(manager);
        return manager;
    }

    /** DJL looks for engines through the loader of the thread, and the one that Quarkus sets does not show it all of them. */
    private static Engine engine() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Torch.class.getClassLoader());
        try {
            return Engine.getEngine("PyTorch");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** A mismatched library is not refused by the loader; it answers nonsense, and so it is asked something. */
    private static void probe(NDManager manager) {
        try (NDManager m = manager.newSubManager();
                NDArray sum = m.create(new float[] {1f, 2f, 3.5f}).sum()) {
            if (sum.getDataType() != DataType.FLOAT32 || sum.getFloat() != 6.5f) {
                throw new UnavailableException("The libtorch that was loaded computes wrong sums: it is not the "
                        + LIBTORCH + " that this build needs.");
            }
        }
    }

    /**
     * The root of all tensors. Make a sub-manager for what you own; closing this one ends inference for the process.
     *
     * @throws UnavailableException if the engine does not start or is the wrong one
     */
    public static NDManager manager() {
        NDManager manager = started;
        return manager == null ? start() : manager;
    }

    /** The device that models and dictionaries live on. */
    public static Device device() {
        return manager().getDevice();
    }

    /** Whether it is a CPU. */
    public static boolean onCpu() {
        return !device().isGpu();
    }

    /** Sets how many threads one operation may use. */
    public static void threads(int count) {
        manager();
        JniUtils.setNumThreads(count);
    }

    /** How many threads one operation of a new thread may use. */
    public static int threads() {
        manager();
        return JniUtils.getNumThreads();
    }

    /**
     * Threads whose operations use one core each and record no gradients, whatever {@link #threads(int)} says for others.
     * Close it when they are no longer needed.
     *
     * @param count how many
     */
    public static ExecutorService singleCoreThreads(int count) {
        int others = threads();
        ExecutorService pool = Executors.newFixedThreadPool(
                count, Thread.ofPlatform().name("lane-", 0).daemon().factory());
        // Each waits for the others, so that each of them runs this once.
        Phaser ready = new Phaser(count + 1);
        for (int i = 0; i < count; i++) {
            pool.execute(() -> {
                JniUtils.setGradMode(false);
                // libtorch sets the number of a thread when the thread first asks: without this, later and to that of
                // others
                JniUtils.getNumThreads();
                JniUtils.setNumThreads(1);
                ready.arriveAndAwaitAdvance();
            });
        }
        ready.arriveAndAwaitAdvance();
        // libtorch keeps the number for each thread, and what was set last for threads that are new to it.
        JniUtils.setNumThreads(others);
        return pool;
    }

    /** Turns gradient recording off for the calling thread; each worker thread that infers calls it once. */
    public static void inferenceThread() {
        manager();
        JniUtils.setGradMode(false);
    }

    /** Turns gradient recording on or off for the calling thread, for code that trains. */
    public static void recordGradients(boolean on) {
        manager();
        JniUtils.setGradMode(on);
    }

    static PtNDArray pt(NDArray array) {
        return (PtNDArray) array;
    }
}
