package cloud.vibe.data.database;

import com.codahale.metrics.MetricRegistry;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Properties;

/** One pool of connections a role. They open when they are first needed, so that the process starts without PostgreSQL. */
public final class Pools implements AutoCloseable {
    private static final int STREAM_SIZE = 4;
    private static final int EVENTS_SIZE = 4;
    private static final long BORROW_MILLIS = 2_000;

    private final HikariDataSource api;
    private final HikariDataSource stream;
    private final HikariDataSource events;

    public Pools(DatabaseConfiguration configuration, MetricRegistry metrics) {
        api = pool(configuration.url(), "vibe_api", configuration.apiPassword(), configuration.poolSize(), metrics);
        stream = pool(configuration.url(), "vibe_stream", configuration.streamPassword(), STREAM_SIZE, metrics);
        events = pool(configuration.url(), "vibe_events", configuration.eventsPassword(), EVENTS_SIZE, metrics);
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

    private static HikariDataSource pool(String url, String role, String password, int size, MetricRegistry metrics) {
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
        return new HikariDataSource(config);
    }

    private static Properties driverProperties() {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "vibe-data-api");
        properties.setProperty("connectTimeout", "2");
        // Above the statement timeouts of the roles: it fires when the server is gone without a word.
        properties.setProperty("socketTimeout", "40");
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
    }
}
