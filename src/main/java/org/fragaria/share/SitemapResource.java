package org.fragaria.share;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriBuilder;

import org.fragaria.feature.FeatureStore;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.problem.NotFoundException;
import org.fragaria.web.Parameters;
import org.fragaria.web.Site;

/**
 * {@code /sitemap.xml} and what it names, for search engines: the pages of the site, and live features by the 50,000, which
 * is the most that a sitemap may hold (sitemaps.org, protocol 0.9). Written as it is read, so size costs no memory.
 */
@Path("/")
public class SitemapResource {

    /** Addresses of one file. */
    static final int MOST = 50_000;

    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    private static final String SPACE = " xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
    private static final List<String> PAGES = List.of("/", "/search", "/lists", "/resources", "/about/features");

    @Inject
    Shelf shelf;

    @Inject
    Site site;

    /** The index of all sitemaps. */
    @GET
    @Path("sitemap.xml")
    @Produces(MediaType.APPLICATION_XML)
    public StreamingOutput index() {
        String base = site.base();
        List<SourceAddress> sources = shelf.readable();
        return stream(out -> {
            out.write(HEAD + "<sitemapindex" + SPACE);
            entry(out, "sitemap", base + "/sitemap/pages.xml");
            for (SourceAddress source : sources) {
                for (int page = 0; page <= (size(source) - 1) / MOST; page++) {
                    entry(out, "sitemap", base + "/sitemap" + path(source) + "/" + page + ".xml");
                }
            }
            out.write("</sitemapindex>\n");
        });
    }

    /** The pages that are no features. */
    @GET
    @Path("sitemap/pages.xml")
    @Produces(MediaType.APPLICATION_XML)
    public StreamingOutput pages() {
        String base = site.base();
        List<SourceAddress> sources = shelf.readable();
        return stream(out -> {
            out.write(HEAD + "<urlset" + SPACE);
            for (String page : PAGES) {
                entry(out, "url", base + page);
            }
            for (String model :
                    sources.stream().map(SourceAddress::model).distinct().toList()) {
                entry(
                        out,
                        "url",
                        base + UriBuilder.fromPath("/{m}").build(model).getRawPath());
            }
            for (SourceAddress source : sources) {
                entry(out, "url", base + path(source));
            }
            out.write("</urlset>\n");
        });
    }

    /** The live features among 50,000 of a source. */
    @GET
    @Path("sitemap/{model}/{source}/{page}.xml")
    @Produces(MediaType.APPLICATION_XML)
    public StreamingOutput features(
            @PathParam("model") String model, @PathParam("source") String source, @PathParam("page") String page) {
        SourceAddress address = new SourceAddress(model, source);
        int size = size(address);
        int first = Parameters.whole("page", page, 0, 0, Integer.MAX_VALUE / MOST) * MOST;
        if (first >= size) {
            throw new NotFoundException(
                    "No page " + page + " of " + address + ": the last is " + (size - 1) / MOST + ".");
        }
        String base = site.base() + path(address);
        return stream(out -> {
            out.write(HEAD + "<urlset" + SPACE);
            try (OpenSource open = shelf.borrow(model, source)) {
                FeatureStore features = open.features();
                for (int index = first; index < Math.min(features.size(), first + MOST); index++) {
                    if (features.row(index).filter(row -> row.max() > 0).isPresent()) {
                        entry(out, "url", base + "/" + index);
                    }
                }
            }
            out.write("</urlset>\n");
        });
    }

    private int size(SourceAddress source) {
        try (OpenSource open = shelf.borrow(source.model(), source.source())) {
            return open.features().size();
        }
    }

    private static String path(SourceAddress source) {
        return UriBuilder.fromPath("/{m}/{s}")
                .build(source.model(), source.source())
                .getRawPath();
    }

    private static void entry(BufferedWriter out, String kind, String address) throws IOException {
        String escaped = address.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;");
        out.write("<" + kind + "><loc>" + escaped + "</loc></" + kind + ">\n");
    }

    /** What writes a file. */
    private interface Writing {
        void to(BufferedWriter out) throws IOException;
    }

    private static StreamingOutput stream(Writing writing) {
        return output -> {
            try (BufferedWriter out = new BufferedWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8))) {
                writing.to(out);
            }
        };
    }
}
