package cloud.vibe.data.server;

import io.dropwizard.core.Application;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ServerCommand;
import net.sourceforge.argparse4j.inf.Argument;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;

/** {@code server}: serves until it is told to stop. Its configuration is in the jar, so it takes no file. */
final class StartCommand extends ServerCommand<VibeConfiguration> {
    static final String CONFIGURATION = "vibe.yml";

    StartCommand(Application<VibeConfiguration> application) {
        super(application);
    }

    @Override
    protected Argument addFileArgument(Subparser subparser) {
        return subparser
                .addArgument("file")
                .nargs("?")
                .setDefault(CONFIGURATION)
                .help("the packaged configuration");
    }

    @Override
    public void onError(Cli cli, Namespace namespace, Throwable failure) {
        StartFailure.report(failure);
    }
}
