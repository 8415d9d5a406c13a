package cloud.vibe.standalone.identity;

import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.kernel.Refusal;
import cloud.vibe.standalone.process.Service;
import cloud.vibe.standalone.process.Supervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Keycloak distribution with our jars in it, after {@code kc.sh build}. Each combination of distribution, jars and options has
 * a folder of its own, so that a new build never changes a server that is running.
 */
public record BuiltKeycloak(Path folder) {
    private static final List<String> BUILD_OPTIONS =
            List.of("--db=postgres", "--health-enabled=true", "--metrics-enabled=true");

    /** Returns the built server, building it first if this combination has not been built yet (about 20 s of work). */
    public static BuiltKeycloak of(Installation installation, Supervisor supervisor) throws InterruptedException {
        return of(installation, List.of(installation.providerJar(), installation.themesJar()), supervisor);
    }

    /** The server as it was published, with nothing of ours in it: to compare with. */
    public static BuiltKeycloak stock(Installation installation, Supervisor supervisor) throws InterruptedException {
        return of(installation, List.of(), supervisor);
    }

    private static BuiltKeycloak of(Installation installation, List<Path> jars, Supervisor supervisor)
            throws InterruptedException {
        Path distribution = installation.keycloakDistribution();
        Path folder = installation.workshop().resolve(distribution.getFileName() + "-" + fingerprint(jars));
        if (!Files.exists(folder)) {
            build(jars, distribution, folder, supervisor);
        }
        return new BuiltKeycloak(folder);
    }

    private static void build(List<Path> jars, Path distribution, Path folder, Supervisor supervisor)
            throws InterruptedException {
        try {
            Path unfinished = Files.createTempDirectory(folder.getParent(), "keycloak-unfinished-");
            try {
                copy(distribution, unfinished);
                for (Path jar : jars) {
                    Files.copy(jar, unfinished.resolve("providers").resolve(jar.getFileName()));
                }
                supervisor.run(buildOf(unfinished, folder.resolveSibling("keycloak-build.log")));
                // The server finds its files from where it stands, so it can be moved once it is whole.
                Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Home.deleteTree(unfinished);
            }
        } catch (IOException e) {
            if (!Files.exists(folder)) {
                throw new Refusal(
                        "Keycloak cannot be built (" + e.getMessage() + "): free some disk space, then start again.",
                        e);
            }
            // Another start was faster and built the same.
        }
    }

    private static Service buildOf(Path folder, Path log) {
        List<String> command =
                new ArrayList<>(List.of(folder.resolve("bin/kc.sh").toString(), "build"));
        command.addAll(BUILD_OPTIONS);
        return Service.of(
                "keycloak-build",
                command,
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                folder,
                log,
                () -> true);
    }

    /** Links what never changes and copies what the build writes. */
    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path relative = from.relativize(file);
                if (relative.startsWith("lib/lib") || relative.startsWith("lib/app")) {
                    Files.createLink(to.resolve(relative), file);
                } else {
                    Files.copy(file, to.resolve(relative), StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static String fingerprint(List<Path> jars) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path jar : jars) {
                digest.update(Files.readAllBytes(jar));
            }
            digest.update(String.join(" ", BUILD_OPTIONS).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
