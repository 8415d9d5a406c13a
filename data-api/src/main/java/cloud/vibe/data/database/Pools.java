package cloud.vibe.data.database;

import com.codahale.metrics.MetricRegistry;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Properties;

/**
 * A pool of connections for each role, and one for proofs alone. They open when they are first needed, so that the process starts without
 * PostgreSQL.
 */
public final class Pools implements AutoCloseable {
    private static final String STREAM = "vibe_stream";
    private static final int STREAM_SIZE = 4;
    private static final int EVENTS_SIZE = 4;
    private static final int PROOFS_SIZE = 4;
    private static final long BORROW_MILLIS = 2_000;

    private final HikariDataSource api;
    private final HikariDataSource stream;
    private final HikariDataSource events;
    private final HikariDataSource proofs;

    public Pools(DatabaseConfiguration configuration, MetricRegistry metrics) {
        String url = configuration.url();
        api = pool(url, metrics, "vibe_api", configuration.apiPassword(), configuration.poolSize());
        stream = pool(url, metrics, STREAM, configuration.streamPassword(), STREAM_SIZE);
        events = pool(url, metrics, "vibe_events", configuration.eventsPassword(), EVENTS_SIZE);
        // Anybody can show proofs, as many as they like: that must not hold up the stream of changes. A node that
        // remembers its own opens none.
        HikariConfig rarely = config(url, metrics, STREAM, configuration.streamPassword(), PROOFS_SIZE);
        rarely.setPoolName("vibe_stream_proofs");
        rarely.setMinimumIdle(0);
        proofs = new HikariDataSource(rarely);
    }

    public CallerDatabase forCallers() {
        return new CallerDatabase(api);
    }

    public RoleDatabase forStream() {
        return new RoleDatabase(stream);
    }

    public RoleDatabase forEvents() {
        return new RoleDatabase(events);
    }

    public RoleDatabase forProofs() {
        return new RoleDatabase(proofs);
    }

    private static HikariDataSource pool(String url, MetricRegistry metrics, String role, String password, int size) {
        return new HikariDataSource(config(url, metrics, role, password, size));
    }

    private static HikariConfig config(String url, MetricRegistry metrics, String role, String password, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(role);
        config.setJdbcUrl(url);
        config.setUsername(role);
        config.setPassword(password);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(BORROW_MILLIS);
        config.setValidationTimeout(1_000);
        config.setInitializationFailTimeout(-1);
        config.setMetricRegistry(metrics);
        config.setDataSourceProperties(driverProperties());
        return config;
    }

    static Properties driverProperties() {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "vibe-data-api");
        properties.setProperty("connectTimeout", "2");
        // Above the statement timeouts of the roles: a read takes longer only when the server is gone without a word.
        properties.setProperty("socketFactory", WatchedSocketFactory.class.getName());
        properties.setProperty("socketFactoryArg", "PT40S");
        properties.setProperty("tcpKeepAlive", "true");
        // The server's detail quotes the row that failed; it must not reach our log.
        properties.setProperty("logServerErrorDetail", "false");
        return properties;
    }

    @Override
    public void close() {
        api.close();
        stream.close();
        events.close();
        proofs.close();
    }
}
