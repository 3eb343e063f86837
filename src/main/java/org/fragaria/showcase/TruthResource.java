package org.fragaria.showcase;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

import org.fragaria.demo.Demo;
import org.fragaria.problem.NotFoundException;
import org.fragaria.web.Page;

/** {@code /-/truth}: what is known of the demo's language, and how well its features find it. */
@Path("/")
public class TruthResource {

    @Inject
    Demo demo;

    @CheckedTemplate(basePath = "showcase")
    static class Templates {
        static native TemplateInstance truth(TruthPage page);

        private Templates() {}
    }

    @GET
    @Path("-/truth")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page truth() {
        TruthPage page = TruthPage.of(demo.unpacked()
                .orElseThrow(() -> new NotFoundException("This data folder holds no demo, so nothing is known for sure"
                        + " of what is in it: './fragaria demo' makes one."))
                .truth());
        return new Page(page, Templates.truth(page));
    }
}
