package cloud.vibe.standalone.postgres;

import cloud.vibe.standalone.kernel.Refusal;
import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PostgreSQL refuses to run as root. An ordinary user runs it as themselves; for root it runs in a user namespace of its own,
 * where the same files belong to "nobody", or, where the system forbids that, under an account that has no rights.
 *
 * @param account owner of the data folder, where that is not the user who starts the cloud
 */
record RunAs(List<String> prefix, Optional<String> account) {
    static RunAs detect(Path folder) {
        if (new UnixSystem().getUid() != 0) {
            return new RunAs(List.of(), Optional.empty());
        }
        if (succeeds(List.of("unshare", "-U", "true"))) {
            return new RunAs(List.of("unshare", "-U"), Optional.empty());
        }
        letThrough(folder);
        return Stream.of("postgres", "nobody")
                .filter(account -> succeeds(List.of("runuser", "-u", account, "--", "test", "-x", folder.toString())))
                .findFirst()
                .map(account -> new RunAs(List.of("runuser", "-u", account, "--"), Optional.of(account)))
                .orElseThrow(
                        () -> new Refusal("PostgreSQL does not run as root, this system allows no user namespace, and"
                                + " no other account can reach " + folder + ": start the cloud as an ordinary user."));
    }

    List<String> command(Path program, List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(program.toString());
        command.addAll(arguments);
        return command;
    }

    /** Gives the folder, and what is in it, to the account that will write there. */
    void own(Path folder) {
        account.ifPresent(name -> {
            if (!succeeds(List.of("chown", "-R", name, folder.toString()))) {
                throw new Refusal(
                        folder + " cannot be given to the account " + name + ": start the cloud as an ordinary user.");
            }
        });
    }

    /** The other account has to pass through the folder to its own, and still cannot list it. */
    private static void letThrough(Path folder) {
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
