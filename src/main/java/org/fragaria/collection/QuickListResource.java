package org.fragaria.collection;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.web.Framed;
import org.fragaria.web.Page;
import org.fragaria.web.Parameters;

/**
 * {@code /quick-list}: a list that is all in its address, with Neuronpedia's parameters. Nothing is stored; a button keeps
 * it as a list of one's own.
 */
@Path("/")
public class QuickListResource {

    private static final int MOST = 150;

    @Inject
    ListPages pages;

    /** The list; {@code ?embed=true} to show it in another site's page. */
    @GET
    @Path("quick-list")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page quick(
            @QueryParam("name") @Nullable String name,
            @QueryParam("features") @Nullable String features,
            @QueryParam("description") @Nullable String description,
            @QueryParam("defaultTestText") @Nullable String defaultTestText,
            @QueryParam("embed") @Nullable String embed) {
        if (features == null || features.isBlank()) {
            throw new InvalidException("Parameter features is missing: expected"
                    + " [{\"modelId\": …, \"layer\": …, \"index\": …, \"description\": …}], at most " + MOST + ".");
        }
        ListWords words = ListWords.of(
                        name == null || name.isBlank() ? "Quick list" : name, description, defaultTestText, false)
                .with(QuickFeatures.read(features, MOST));
        ListPage page = pages.quick(words, QuickFeatures.write(words.features()));
        boolean framed = Parameters.choice("embed", embed, Framed.FALSE) == Framed.TRUE;
        return framed
                ? new Page(page, ListResource.Templates.listEmbed(page)).framed()
                : new Page(page, ListResource.Templates.list(page));
    }
}
