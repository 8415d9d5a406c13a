package cloud.vibe.standalone.cli;

import cloud.vibe.standalone.identity.BuiltKeycloak;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "prepare", description = "Builds Keycloak with our jars, so that no start has to wait for it.")
final class PrepareCommand implements Callable<Integer> {
    @Mixin
    private Place place = new Place();

    @Override
    public Integer call() {
        BuiltKeycloak built = BuiltKeycloak.of(place.installation());
        System.out.println(built.folder());
        return 0;
    }
}
