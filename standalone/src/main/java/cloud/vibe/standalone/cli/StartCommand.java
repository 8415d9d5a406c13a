package cloud.vibe.standalone.cli;

import cloud.vibe.standalone.cloud.Cloud;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "start", description = "Starts everything and stays until Ctrl-C or SIGTERM.")
final class StartCommand implements Callable<Integer> {
    @Mixin
    private Place place = new Place();

    @Option(names = "--fresh", description = "Removes all data of this cloud first.")
    private boolean fresh;

    @Override
    public Integer call() throws InterruptedException {
        Cloud cloud = new Cloud(place.installation(), place.home(), place.ports(), System.out);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cloud), "stop"));
        cloud.start(fresh);
        return cloud.awaitEnd() ? 0 : 1;
    }

    private static void stop(Cloud cloud) {
        boolean isRunning = !cloud.pids().isEmpty();
        if (isRunning) {
            System.out.println("\n  Stopping ...");
        }
        cloud.close();
        if (isRunning) {
            System.out.println("  Stopped; the data is kept.");
        }
    }
}
