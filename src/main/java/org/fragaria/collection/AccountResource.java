package org.fragaria.collection;

import java.net.URI;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

import org.fragaria.account.Belongings;
import org.fragaria.account.Visitor;
import org.fragaria.problem.InvalidException;
import org.fragaria.web.Page;
import org.fragaria.web.Parameters;

/** {@code /account}: the key that this browser holds, and all that was made with it. */
@Path("account")
public class AccountResource {

    @Inject
    Visitor visitor;

    @Inject
    Lists lists;

    @Inject
    Comments comments;

    @Inject
    @Any
    Instance<Belongings> belongings;

    @CheckedTemplate(basePath = "collection")
    static class Templates {
        static native TemplateInstance account(AccountPage page);

        private Templates() {}
    }

    private enum Key {
        HIDE,
        SHOW
    }

    /** What there is; {@code ?key=show} shows the key. */
    @GET
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    public Page account(@QueryParam("key") @Nullable String key) {
        boolean show = Parameters.choice("key", key, Key.HIDE) == Key.SHOW;
        Optional<String> owner = visitor.owner();
        AccountPage page = new AccountPage(
                owner.isPresent(),
                show ? visitor.key().orElse(null) : null,
                owner.map(this::kinds).orElse(List.of()),
                owner.map(lists::mine).orElse(List.of()),
                owner.map(comments::of).orElse(List.of()));
        return new Page(page, Templates.account(page));
    }

    /** Goes on with the key of another browser. */
    @POST
    @Path("key")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response take(@RestForm @Nullable String key) {
        visitor.takeKey(key == null ? "" : key.strip());
        return back();
    }

    /** Forgets the key; what was made stays. */
    @POST
    @Path("forget")
    public Response forget() {
        visitor.forgetKey();
        return back();
    }

    /** All that this browser made, as a file. */
    @GET
    @Path("export")
    @Produces(MediaType.APPLICATION_JSON)
    public Response export() {
        Map<String, List<?>> all = new LinkedHashMap<>();
        visitor.owner().ifPresent(owner -> sorted().forEach(kind -> all.put(kind.kind(), kind.of(owner))));
        return Response.ok(all)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"fragaria-mine.json\"")
                .build();
    }

    /** Deletes all that this browser made: {@code confirm=delete}. */
    @POST
    @Path("delete")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response delete(@RestForm @Nullable String confirm) {
        if (confirm == null || !confirm.strip().equals("delete")) {
            throw new InvalidException(
                    "Parameter confirm: expected the word delete. Nothing was deleted; type it if you mean it.");
        }
        String owner = visitor.writer();
        belongings.forEach(kind -> kind.remove(owner));
        return back();
    }

    private List<AccountPage.Kind> kinds(String owner) {
        return sorted().stream()
                .map(kind -> new AccountPage.Kind(kind.kind(), kind.of(owner).size()))
                .toList();
    }

    private List<Belongings> sorted() {
        return belongings.stream()
                .sorted(Comparator.comparing(Belongings::kind))
                .toList();
    }

    private static Response back() {
        return Response.seeOther(URI.create("/account")).build();
    }
}
