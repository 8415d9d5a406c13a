package cloud.vibe.data.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.command.core.helpers.ShowSummaryArgument;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.ui.LoggerUIService;

/** Runs the Liquibase changelog over a connection that is already the owner's. The caller holds the migration's lock. */
final class Changes {
    private static final String CHANGELOG = "migrations/changelog.xml";
    private static final String HAS_LOCKS = """
            SELECT 1 FROM pg_tables WHERE schemaname = ? AND tablename = 'databasechangeloglock'""";
    private static final String HAS_HISTORY = """
            SELECT 1 FROM pg_tables WHERE schemaname = ? AND tablename = 'databasechangelog'""";

    private Changes() {}

    static int apply(Connection connection, String schema, String historySchema) throws SQLException, MigrationFailure {
        // Liquibase would send usage statistics to its maker.
        System.setProperty("liquibase.analytics.enabled", "false");
        int before = count(connection, historySchema);
        releaseStaleLock(connection, historySchema);
        try {
            Database database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            database.setDefaultSchemaName(schema);
            database.setLiquibaseSchemaName(historySchema);
            Scope.child(
                    Scope.Attr.ui,
                    new LoggerUIService(),
                    () -> new CommandScope(UpdateCommandStep.COMMAND_NAME)
                            .addArgumentValue(DbUrlConnectionArgumentsCommandStep.DATABASE_ARG, database)
                            .addArgumentValue(UpdateCommandStep.CHANGELOG_FILE_ARG, CHANGELOG)
                            .addArgumentValue(ShowSummaryArgument.SHOW_SUMMARY, UpdateSummaryEnum.OFF)
                            .execute());
        } catch (Exception failure) {
            throw failure(failure);
        }
        return count(connection, historySchema) - before;
    }

    private static MigrationFailure failure(Exception failure) {
        return new MigrationFailure("A change of the schema failed: " + failure.getMessage(), failure);
    }

    // We hold our own lock, which ends with its connection; a lock of Liquibase's is that of a migration that was
    // killed.
    private static void releaseStaleLock(Connection connection, String historySchema) throws SQLException {
        if (Roles.exists(connection, HAS_LOCKS, historySchema)) {
            Migration.execute(connection, "UPDATE " + historySchema + ".databasechangeloglock SET locked = false");
        }
    }

    private static int count(Connection connection, String historySchema) throws SQLException {
        if (!Roles.exists(connection, HAS_HISTORY, historySchema)) {
            return 0;
        }
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT count(*) FROM " + historySchema + ".databasechangelog");
                ResultSet results = statement.executeQuery()) {
            results.next();
            return results.getInt(1);
        }
    }
}
