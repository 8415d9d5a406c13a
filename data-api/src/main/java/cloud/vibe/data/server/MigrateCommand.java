package cloud.vibe.data.server;

import cloud.vibe.data.database.Migration;
import cloud.vibe.data.database.MigrationSettings;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.Command;
import io.dropwizard.core.setup.Bootstrap;
import net.sourceforge.argparse4j.impl.Arguments;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;

/** {@code migrate}: makes or updates the roles and tables, says what it did, and ends. Needs the VIBE_DATABASE_* keys only. */
final class MigrateCommand extends Command {
    MigrateCommand() {
        super("migrate", "Makes or updates the database's roles and tables");
    }

    @Override
    public void configure(Subparser subparser) {
        // Everything else comes from the environment.
        subparser
                .addArgument("--restored")
                .action(Arguments.storeTrue())
                .help("the data has just been restored: clients are told to start again");
    }

    @Override
    public void run(Bootstrap<?> bootstrap, Namespace namespace) throws Exception {
        new Migration(MigrationSettings.from(System.getenv()), System.out::println)
                .run(namespace.getBoolean("restored"));
    }

    @Override
    public void onError(Cli cli, Namespace namespace, Throwable failure) {
        StartFailure.report(failure);
    }
}
