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
    private String rev = "";

    private record Prepared(boolean isExplicit, List<PreparedTrip> trips) {}

    private record PreparedTrip(PreparedStatement statement, List<Value> values, ParameterTypes types) {}

    public Replay(Connection connection, Recipe recipe) throws SQLException {
        this.connection = connection;
        for (Recipe.Transaction transaction : recipe.transactions()) {
            List<PreparedTrip> trips = new ArrayList<>();
            for (Recipe.Trip trip : transaction.trips()) {
                PreparedStatement statement = connection.prepareStatement(trip.sql());
                trips.add(new PreparedTrip(statement, trip.values(), ParameterTypes.of(statement)));
            }
            transactions.add(new Prepared(transaction.isExplicit(), trips));
        }
    }

    /** Runs it once for these ids; answers how many rows came back, the settings' included. */
    public int run(List<UUID> ids) throws SQLException {
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
        return rows;
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

    private int read(PreparedStatement statement) throws SQLException {
        int rows = 0;
        try (ResultSet results = statement.getResultSet()) {
            ResultSetMetaData columns = results.getMetaData();
            while (results.next()) {
                rows++;
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
