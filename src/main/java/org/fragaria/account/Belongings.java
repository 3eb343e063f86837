package org.fragaria.account;

import java.util.List;

/**
 * Things of one kind that visitors make. A room that keeps such things has a bean of this type; the page of the account
 * exports and deletes them all. Safe for any number of threads.
 */
public interface Belongings {

    /** What they are called, in the plural and in lower case: {@code lists}. */
    String kind();

    /** All that an owner made, as it is exported: records that become JSON. */
    List<?> of(String owner);

    /** Deletes all that an owner made. */
    void remove(String owner);
}
