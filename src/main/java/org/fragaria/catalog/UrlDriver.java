package org.fragaria.catalog;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;

/**
 * Chooses H2 or PostgreSQL by the URL. Quarkus fixes a data source's kind at build time and Panache entities belong to
 * one persistence unit; behind this driver one build serves both.
 */
public final class UrlDriver implements Driver {

    private static final String H2 = "jdbc:h2:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    @Override
    public @Nullable Connection connect(String url, Properties properties) throws SQLException {
        return acceptsURL(url) ? driver(url).connect(url, properties) : null;
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(H2) || url.startsWith(POSTGRESQL);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) throws SQLException {
        return driver(url).getPropertyInfo(url, properties);
    }

    private static Driver driver(String url) {
        return url.startsWith(H2) ? new org.h2.Driver() : new org.postgresql.Driver();
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return true;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("java.util.logging is not used");
    }
}
