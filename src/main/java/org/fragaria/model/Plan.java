package org.fragaria.model;

/**
 * What {@code config.json} says about a model: its shape, and how to make its forward pass once the weights are opened.
 * One class per family; immutable.
 */
interface Plan {

    /**
     * The shape.
     *
     * @throws org.fragaria.problem.InvalidException if the file asks for what the family's forward pass does not do
     */
    ModelConfig config();

    /**
     * Loads the weights.
     *
     * @param shape what {@link #config} returned
     * @throws org.fragaria.problem.InvalidException if a tensor is missing or has another shape
     */
    Transformer build(ModelConfig shape, ModelTensors tensors);
}
