package org.fragaria.feature;

import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.feature.TokensPage.Tokenized;
import org.fragaria.live.LiveModels;
import org.fragaria.problem.NotFoundException;
import org.fragaria.web.Page;
import org.fragaria.web.Parameters;

/**
 * {@code /{model}/tokens?text=}: how a model's tokenizer cuts texts. The model is neither opened nor run, so that a page
 * can ask while somebody types.
 */
@Path("/")
public class TokensResource {

    @Inject
    Shelf shelf;

    @Inject
    LiveModels models;

    @CheckedTemplate(basePath = "feature")
    static class Templates {
        static native TemplateInstance tokens(TokensPage page);

        private Templates() {}
    }

    @GET
    @Path("{model}/tokens")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page tokens(
            @PathParam("model") String model,
            @QueryParam("text") List<String> text,
            @QueryParam("lines") @Nullable String lines) {
        TestTexts asked = TestTexts.of(text, Parameters.truth("lines", lines, false));
        try (OpenSource open = anySourceOf(model)) {
            int limit = open.manifest().modelFacts().contextLength();
            List<Tokenized> texts = asked.texts().stream()
                    .map(one -> cut(models.tokens(open.manifest(), one), limit, open.tokens()))
                    .toList();
            TokensPage page = new TokensPage(model, asked, limit, texts);
            return new Page(page, Templates.tokens(page));
        }
    }

    /** All sources of a model share its tokenizer. */
    private OpenSource anySourceOf(String model) {
        SourceAddress address = shelf.readable().stream()
                .filter(readable -> readable.model().equals(model))
                .findFirst()
                .orElseThrow(() -> new NotFoundException(
                        "No model '" + model + "' here that can be read: the front page lists the models there are."));
        return shelf.borrow(address.model(), address.source());
    }

    private static Tokenized cut(int[] ids, int limit, TokenTexts texts) {
        List<String> shown = texts.texts(ids);
        List<Token> tokens = new ArrayList<>(ids.length);
        for (int i = 0; i < ids.length; i++) {
            tokens.add(new Token(ids[i], shown.get(i), 0, 0));
        }
        return new Tokenized(ids.length, ids.length <= limit, new Strip(-1, 0, -1, tokens, 0));
    }
}
