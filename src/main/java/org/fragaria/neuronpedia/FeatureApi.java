package org.fragaria.neuronpedia;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.fragaria.feature.FeatureResource;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;

/** {@code GET /api/feature/{modelId}/{layer}/{index}}: a feature as Neuronpedia's object {@code Neuron}. */
@Path("/")
public class FeatureApi {

    @Inject
    Shelf shelf;

    @GET
    @Path("api/feature/{model}/{source}/{index}")
    @Produces(MediaType.APPLICATION_JSON)
    public Neuron feature(
            @PathParam("model") String model, @PathParam("source") String source, @PathParam("index") String index) {
        try (OpenSource open = shelf.borrow(model, source)) {
            return Neuron.of(open, FeatureResource.find(open, index));
        }
    }
}
