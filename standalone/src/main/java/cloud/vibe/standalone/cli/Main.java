package cloud.vibe.standalone.cli;

import cloud.vibe.standalone.kernel.Refusal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code java -jar standalone.jar}: what the scripts call. */
@Command(
        name = "standalone",
        description = "The whole Vibe Cloud on this machine.",
        mixinStandardHelpOptions = true,
        subcommands = {PrepareCommand.class, StartCommand.class, BenchCommand.class})
final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int status = new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof Refusal) {
                        command.getErr().println(failure.getMessage());
                    } else {
                        failure.printStackTrace(command.getErr());
                    }
                    return 1;
                })
                .execute(arguments);
        System.exit(status);
    }
}
