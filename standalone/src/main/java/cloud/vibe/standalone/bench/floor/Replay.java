package cloud.vibe.standalone.bench.floor;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Sends a recipe again and again on one connection, each statement prepared once, and reads every value that comes back. */
public final class Replay implements AutoCloseable {
    private final Connection connection;
    private final List<Prepared> transactions = new ArrayList<>();
    private final int expected;
    private String rev = "";

    private record Prepared(boolean isExplicit, List<PreparedTrip> trips) {}

    private record PreparedTrip(PreparedStatement statement, List<Value> values, ParameterTypes types) {}

    public Replay(Connection connection, Recipe recipe) throws SQLException {
        this.connection = connection;
        this.expected = recipe.documents();
        for (Recipe.Transaction transaction : recipe.transactions()) {
            List<PreparedTrip> trips = new ArrayList<>();
            for (Recipe.Trip trip : transaction.trips()) {
                ParameterTypes types = ParameterTypes.of(connection, trip);
                trips.add(new PreparedTrip(connection.prepareStatement(trip.sql()), trip.values(), types));
            }
            transactions.add(new Prepared(transaction.isExplicit(), trips));
        }
    }

    /** Runs it once for these ids. */
    public void run(List<UUID> ids) throws SQLException {
        int rows = 0;
        for (Prepared transaction : transactions) {
            if (transaction.isExplicit()) {
                connection.setAutoCommit(false);
            }
            for (PreparedTrip trip : transaction.trips()) {
                rows += run(trip, ids);
            }
            if (transaction.isExplicit()) {
                connection.commit();
                connection.setAutoCommit(true);
            }
        }
        // In a smaller population there may be fewer; none means that nobody asks.
        if (rows == 0 && expected > 0) {
            throw new SQLException("The floor reads nothing where the API answers with " + expected + " documents");
        }
    }

    private int run(PreparedTrip trip, List<UUID> ids) throws SQLException {
        PreparedStatement statement = trip.statement();
        for (int i = 0; i < trip.values().size(); i++) {
            trip.types().set(statement, i + 1, trip.values().get(i).with(ids, rev));
        }
        int rows = 0;
        boolean hasRows = statement.execute();
        while (hasRows || statement.getUpdateCount() >= 0) {
            if (hasRows) {
                rows += read(statement);
            }
            hasRows = statement.getMoreResults();
        }
        return rows;
    }

    /** How many rows; that of the settings does not count. */
    private int read(PreparedStatement statement) throws SQLException {
        int rows = 0;
        try (ResultSet results = statement.getResultSet()) {
            ResultSetMetaData columns = results.getMetaData();
            boolean ofSettings = columns.getColumnLabel(1).equals("set_config");
            while (results.next()) {
                rows += ofSettings ? 0 : 1;
                for (int column = 1; column <= columns.getColumnCount(); column++) {
                    String value = results.getString(column);
                    if (value != null && columns.getColumnLabel(column).equals("rev")) {
                        rev = value;
                    }
                }
            }
        }
        return rows;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
