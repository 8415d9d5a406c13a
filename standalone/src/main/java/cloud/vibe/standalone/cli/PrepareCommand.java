package cloud.vibe.standalone.cli;

import cloud.vibe.standalone.identity.BuiltKeycloak;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.process.Journal;
import cloud.vibe.standalone.process.Supervisor;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "prepare", description = "Builds Keycloak with our jars, so that no start has to wait for it.")
final class PrepareCommand implements Callable<Integer> {
    @Mixin
    private Place place = new Place();

    @Override
    public Integer call() throws InterruptedException {
        Installation installation = place.installation();
        Journal journal = new Journal(installation.workshop().resolve("prepare-processes.json"));
        Supervisor supervisor = new Supervisor(journal, System.out, () -> {});
        Runtime.getRuntime().addShutdownHook(new Thread(supervisor::stop, "stop"));
        BuiltKeycloak built = BuiltKeycloak.of(installation, supervisor);
        System.out.println(built.folder());
        return 0;
    }
}
