package org.fragaria.web;

import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.qute.TemplateInstance;

/**
 * Pages that were rendered before, bounded by {@link WebConfig#pageCache}. It never asks whether a page is still true:
 * the key must hold everything that the page depends on, so that a page that changed is another key, and what nobody
 * asks for any more is pushed out. Safe for any number of threads; a page is rendered once, however many ask for it.
 */
@ApplicationScoped
public class PageCache {

    private final Cache<Record, RenderedPage> pages;
    private final boolean keeping;

    PageCache(WebConfig config) {
        keeping = config.pageCache().asLongValue() > 0;
        pages = Caffeine.newBuilder()
                .maximumWeight(config.pageCache().asLongValue())
                .weigher((Record key, RenderedPage page) -> page.weight())
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
        return keeping ? pages.get(key, missing -> RenderedPage.of(template.get())) : RenderedPage.of(template.get());
    }
}
