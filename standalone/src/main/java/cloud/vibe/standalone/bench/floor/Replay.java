package cloud.vibe.standalone.bench.floor;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Sends a recipe again and again on one connection, each statement prepared once, and reads every value that comes back. */
public final class Replay implements AutoCloseable {
    private final Connection connection;
    private final List<Prepared> transactions = new ArrayList<>();

    private record Prepared(boolean isExplicit, List<PreparedTrip> trips) {}

    private record PreparedTrip(PreparedStatement statement, List<Value> values) {}

    public Replay(Connection connection, Recipe recipe) throws SQLException {
        this.connection = connection;
        for (Recipe.Transaction transaction : recipe.transactions()) {
            List<PreparedTrip> trips = new ArrayList<>();
            for (Recipe.Trip trip : transaction.trips()) {
                trips.add(new PreparedTrip(connection.prepareStatement(trip.sql()), trip.values()));
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

    private static int run(PreparedTrip trip, List<UUID> ids) throws SQLException {
        PreparedStatement statement = trip.statement();
        for (int i = 0; i < trip.values().size(); i++) {
            // The log does not say of which type a value was; the server finds it out, once for each statement.
            statement.setObject(i + 1, trip.values().get(i).with(ids), Types.OTHER);
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

    private static int read(PreparedStatement statement) throws SQLException {
        int rows = 0;
        try (ResultSet results = statement.getResultSet()) {
            int columns = results.getMetaData().getColumnCount();
            while (results.next()) {
                rows++;
                for (int column = 1; column <= columns; column++) {
                    results.getString(column);
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
