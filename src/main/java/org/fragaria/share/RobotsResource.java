package org.fragaria.share;

import java.util.List;
import java.util.stream.Collectors;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.fragaria.web.Site;

/** {@code /robots.txt}: what search engines leave alone: what is somebody's own, what runs a model, what is a copy. */
@Path("robots.txt")
public class RobotsResource {

    private static final List<String> CLOSED = List.of(
            "/account",
            "/bookmarks",
            "/lists/add",
            "/quick-list",
            "/random",
            "/embed/",
            "/api/",
            "/*?*embed=true",
            "/*?*text=",
            "/*?*prompt=",
            "/*/comments",
            "/*/bookmark",
            "/*/steer/events",
            "/*.json$");

    @Inject
    Site site;

    /** The file. */
    @GET
    @Produces(MediaType.TEXT_PLAIN)
    public String robots() {
        return CLOSED.stream()
                        .map(path -> "Disallow: " + path + "\n")
                        .collect(Collectors.joining("", "User-agent: *\n", ""))
                + "\nSitemap: " + site.base() + "/sitemap.xml\n";
    }
}
