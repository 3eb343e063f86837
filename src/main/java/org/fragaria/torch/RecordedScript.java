package org.fragaria.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;

/**
 * TorchScript whose methods may take gradients ({@code torch.grad}) and change their arguments in place, for code that
 * trains: a whole training step is one call, and costs nothing per operation on the way into libtorch. Used by one thread
 * at a time.
 */
public final class RecordedScript {

    private static final String METHOD = "module_method:";

    private final ScriptModule module;

    /** Compiles methods written in TorchScript, each indented by two spaces. */
    public RecordedScript(String methods) {
        module = new ScriptModule((PtNDManager) Torch.manager(), methods);
    }

    /** The arguments of a call, in the order of the method's parameters. */
    public static final class Arguments {

        private final NDList list = new NDList();
        private int lists;

        /** A {@code Tensor}. */
        public Arguments add(NDArray tensor) {
            tensor.setName("tensor");
            list.add(tensor);
            return this;
        }

        /** A {@code List[Tensor]}. */
        public Arguments add(NDList tensors) {
            String name = "list" + lists++ + "[]";
            tensors.forEach(t -> t.setName(name));
            list.addAll(tensors);
            return this;
        }
    }

    /**
     * Runs a method with gradient recording on, which is switched off again for the calling thread.
     *
     * @param manager owns the results
     * @return the tensor, or the tensors of the list, that the method returns
     */
    public NDList run(NDManager manager, String method, Arguments arguments) {
        try (NDArray selector = manager.create(0f)) {
            selector.setName(METHOD + method);
            NDList all = new NDList(arguments.list);
            all.add(selector);
            JniUtils.setGradMode(true);
            // The optimiser compiles a method anew on its first calls, which then round differently from later ones.
            JniUtils.setGraphExecutorOptimize(false);
            NDList found = module.recorded(all);
            found.attach(manager);
            return found;
        } finally {
            JniUtils.setGraphExecutorOptimize(true);
            JniUtils.setGradMode(false);
        }
    }
}
