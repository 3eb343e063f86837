package org.fragaria.feature;

import java.util.List;
import java.util.function.Consumer;

import io.quarkus.qute.EngineConfiguration;
import io.quarkus.qute.Expression;
import io.quarkus.qute.ResultNode;
import io.quarkus.qute.Scope;
import io.quarkus.qute.SectionHelper;
import io.quarkus.qute.SectionHelperFactory;

import org.fragaria.feature.TokenMarkup.Drawing;

/**
 * Template sections that draw tokens: {@code {#strip strip /}} every token of a strip, {@code {#broken strip /}} the same
 * with its line breaks, {@code {#kwic strip /}} a strip as a line of a concordance, {@code {#kwics strips /}} such lines as
 * list items, {@code {#tokens list /}} a few tokens side by side, {@code {#weights list /}} tokens with their logit weights
 * as list items. Written in Java because a page holds a thousand tokens: this costs a tenth of the same in template
 * expressions. {@link TokenMarkup} escapes everything.
 */
@EngineConfiguration
public class TokenSections implements SectionHelperFactory<SectionHelper> {

    private static final String WHAT = "what";

    @Override
    public List<String> getDefaultAliases() {
        return List.of("strip", "broken", "kwic", "kwics", "absence", "tokens", "weights");
    }

    @Override
    public ParametersInfo getParameters() {
        return ParametersInfo.builder().addParameter(WHAT).build();
    }

    @Override
    public Scope initializeBlock(Scope outer, BlockInfo block) {
        if (block.getParameter(WHAT) != null) {
            block.addExpression(WHAT, block.getParameter(WHAT));
        }
        return outer;
    }

    @Override
    public SectionHelper initialize(SectionInitContext context) {
        Expression what = context.getExpression(WHAT);
        Drawing drawing = Drawing.named(context.getName());
        return resolution -> resolution.resolutionContext().evaluate(what).thenApply(given ->
                (ResultNode) new Drawn(drawing, given));
    }

    private static final class Drawn extends ResultNode {
        private final Drawing drawing;
        private final Object what;

        Drawn(Drawing drawing, Object what) {
            this.drawing = drawing;
            this.what = what;
        }

        @Override
        public void process(Consumer<String> out) {
            out.accept(drawing.markup(what));
        }
    }
}
