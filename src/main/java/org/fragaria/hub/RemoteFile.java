package org.fragaria.hub;

import java.net.URI;

/**
 * What a hub says of one file.
 *
 * @param path its path in the repository
 * @param etag names its content: SHA-256 in hex of a large file, Git's SHA-1 of another one; safe as a file name
 * @param size in bytes, or -1 where the hub does not say
 * @param location where its bytes are; may be another host, and may expire
 */
record RemoteFile(String path, String etag, long size, URI location) {

    private static final int SHA_256_HEX = 64;

    /** Whether the ETag is the SHA-256 of the content, so that the content can be checked. */
    boolean hashed() {
        return etag.length() == SHA_256_HEX && etag.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }
}
