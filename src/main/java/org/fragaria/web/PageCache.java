package org.fragaria.web;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.qute.TemplateInstance;

/**
 * Pages that were rendered before, bounded by {@link WebConfig#pageCache}: half of it for pages in gzip, which is what
 * browsers ask for, half for the plain form of those that somebody asked for plainly. It never asks whether a page is still
 * true: the key must hold everything that the page depends on, so that a page that changed is another key, and what nobody
 * asks for any more is pushed out. Safe for any number of threads; a page is rendered once, however many ask for it.
 */
@ApplicationScoped
public class PageCache {

    private final AsyncCache<Record, RenderedPage> pages;
    private final Cache<RenderedPage, byte[]> plain;
    private final boolean keeping;

    PageCache(WebConfig config) {
        long half = config.pageCache().asLongValue() / 2;
        keeping = half > 0;
        pages = Caffeine.newBuilder()
                .maximumWeight(half)
                .weigher((Record key, RenderedPage page) -> page.weight())
                .executor(Runnable::run)
                .buildAsync();
        plain = Caffeine.newBuilder()
                .maximumWeight(half)
                .weigher((RenderedPage page, byte[] html) -> html.length)
                .weakKeys()
                .executor(Runnable::run)
                .build();
    }

    /**
     * The page of a key.
     *
     * @param key everything that the page depends on
     * @param template makes the template, filled with its view; asked only if the page is not here
     */
    public RenderedPage get(Record key, Supplier<TemplateInstance> template) {
        if (!keeping) {
            return RenderedPage.of(template.get());
        }
        CompletableFuture<RenderedPage> kept = pages.getIfPresent(key);
        return kept == null ? rendered(key, template) : whatBecomesOf(kept);
    }

    /** The page of a key as an answer, see {@link #get} and {@link RenderedPage#answer}. */
    public Response answer(Record key, Request request, Supplier<TemplateInstance> template) {
        return get(key, template).answer(request);
    }

    /** The plain form of a page. */
    byte[] html(RenderedPage page) {
        return page.compressed() ? plain.get(page, RenderedPage::html) : page.html();
    }

    /** Renders outside the cache's locks, on which pages of other keys would wait. */
    private RenderedPage rendered(Record key, Supplier<TemplateInstance> template) {
        CompletableFuture<RenderedPage> mine = new CompletableFuture<>();
        CompletableFuture<RenderedPage> others = pages.asMap().putIfAbsent(key, mine);
        if (others != null) {
            return whatBecomesOf(others);
        }
        try {
            RenderedPage page = RenderedPage.of(template.get()).compact();
            mine.complete(page);
            return page;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        }
    }

    /** A page that is there or is being rendered by somebody else; what went wrong there goes wrong here. */
    private static RenderedPage whatBecomesOf(CompletableFuture<RenderedPage> page) {
        try {
            return page.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException why ? why : e;
        }
    }
}
