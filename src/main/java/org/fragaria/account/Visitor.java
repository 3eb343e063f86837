package org.fragaria.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;

/**
 * The browser behind a request. It is known by a random key in a cookie, which is made when its holder first writes
 * something; reading needs none. What people make is stored beside the key's digest, so the database knows no key, and
 * whoever holds the key may change what was made with it. Lives as long as the request.
 */
@RequestScoped
public class Visitor {

    /** Name of the cookie. */
    public static final String COOKIE = "fragaria-key";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEY_BYTES = 24;
    private static final String KEY = "[A-Za-z0-9_-]{32}";

    @Inject
    HttpServerRequest request;

    private @Nullable String made;

    /** The key that the browser sent or was just given; empty if it has none, or none of the right form. */
    public Optional<String> key() {
        if (made != null) {
            return Optional.of(made);
        }
        Cookie cookie = request.getCookie(COOKIE);
        return Optional.ofNullable(cookie).map(Cookie::getValue).filter(value -> value.matches(KEY));
    }

    /** Whom a thing belongs to that this visitor made: the SHA-256 of the key in hexadecimal; empty without a key. */
    public Optional<String> owner() {
        return key().map(Visitor::digest);
    }

    /**
     * The same for somebody who is about to write: makes a key and hands it to the browser if it has none.
     *
     * @throws InvalidException if the browser says that another site sent the request
     */
    public String writer() {
        refuseOtherSites();
        return digest(key().orElseGet(this::makeKey));
    }

    private void refuseOtherSites() {
        if ("cross-site".equals(request.getHeader("Sec-Fetch-Site"))) {
            throw new InvalidException("This was sent from a page of another site. Open the page here and try again.");
        }
    }

    /**
     * Goes on with a key that was made in another browser.
     *
     * @throws InvalidException if it has not the form of a key, or the browser says that another site sent the request
     */
    public void takeKey(String key) {
        refuseOtherSites();
        if (!key.matches(KEY)) {
            throw new InvalidException("That is no key: expected 32 letters, digits, - and _, as the page "
                    + "'/account' of the other browser shows it.");
        }
        hand(key);
    }

    /** Makes the browser forget its key; what was made with it stays. */
    public void forgetKey() {
        refuseOtherSites();
        made = null;
        request.response().addCookie(cookie("", Duration.ZERO));
    }

    private String makeKey() {
        byte[] bytes = new byte[KEY_BYTES];
        RANDOM.nextBytes(bytes);
        return hand(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    private String hand(String key) {
        made = key;
        request.response().addCookie(cookie(key, Duration.ofDays(400)));
        return key;
    }

    private Cookie cookie(String value, Duration age) {
        return Cookie.cookie(COOKIE, value)
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(request.isSSL())
                .setSameSite(CookieSameSite.LAX)
                .setMaxAge(age.toSeconds());
    }

    private static String digest(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
