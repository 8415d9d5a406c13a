package cloud.vibe.standalone.kernel;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The folder that one cloud keeps everything in: data, logs, secrets, and what is running now.
 *
 * @param sharedStack where programs look first; of several clouds of one checkout the one that was first stands there
 */
public record Home(Path folder, Path sharedStack) {
    private static final long MEGABYTE = 1024L * 1024;
    private static final String STACK = "stack.json";

    public Home {
        folder = folder.toAbsolutePath().normalize();
        sharedStack = sharedStack.toAbsolutePath().normalize();
    }

    /** A cloud that shares nothing with any other. */
    public Home(Path folder) {
        this(folder, folder.resolve(STACK));
    }

    public Path data(String part) {
        return folder.resolve("data").resolve(part);
    }

    public Path log(String part) {
        return folder.resolve("logs").resolve(part + ".log");
    }

    public Path secrets() {
        return folder.resolve("secrets.json");
    }

    public Path journal() {
        return folder.resolve("processes.json");
    }

    public Path stack() {
        return folder.resolve(STACK);
    }

    /**
     * Makes the folder and holds it, so that two supervisors never share one.
     *
     * @return the lock, to be kept by the caller; the system releases it even after SIGKILL
     */
    public FileLock claim() {
        try {
            Files.createDirectories(folder);
            // Logs hold names and addresses of people, data holds everything: nobody else on this machine reads them.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            Files.setPosixFilePermissions(
                    Files.createDirectories(folder.resolve("logs")), PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(folder.resolve("data"));
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = tryLock(channel);
            if (lock == null) {
                throw new Refusal("This cloud is running already; its addresses are in " + stack()
                        + ". Stop it with Ctrl-C where it runs, or end the process that pids.supervisor there names; or start a second one"
                        + " with --port-offset 100.");
            }
            return lock;
        } catch (IOException e) {
            throw new Refusal(
                    "The folder " + folder + " cannot be written (" + e.getMessage()
                            + "): free some space or change its owner, then start again.",
                    e);
        }
    }

    /** Refuses when the disk has not enough room to work with. */
    public void requireSpace() {
        boolean first = !Files.exists(data("postgres"));
        long needed = first ? 1024 : 256;
        // Not by its file store: that one looks for a mount point, and in a chroot there may be none.
        long free = folder.toFile().getUsableSpace() / MEGABYTE;
        if (free < needed) {
            throw new Refusal("Only " + free + " MB are free where " + folder + " is, and the cloud needs " + needed
                    + " MB: free some space, then start again.");
        }
    }

    /** Forgets all data and secrets; nothing may be running. */
    public void erase() {
        try {
            deleteTree(folder.resolve("data"));
            Files.deleteIfExists(secrets());
            Files.createDirectories(folder.resolve("data"));
        } catch (IOException e) {
            throw new Refusal(
                    "The old data in " + folder + " cannot be removed (" + e.getMessage()
                            + "): remove it yourself, then start again.",
                    e);
        }
    }

    /** Removes a folder with all that is in it; links are removed, not followed. */
    public static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }
}
