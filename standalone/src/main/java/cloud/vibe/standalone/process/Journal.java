package cloud.vibe.standalone.process;

import cloud.vibe.standalone.kernel.Json;
import cloud.vibe.standalone.kernel.PrivateFile;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Which processes were started, on disk, so that a supervisor that was killed does not leave them behind for ever. A pid is
 * used again by the system, so each is kept with its start time and only a process with both is ours.
 */
public final class Journal {
    private static final Duration GRACE = Duration.ofSeconds(8);

    private final Path file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    public Journal(Path file) {
        this.file = file;
    }

    record Entry(long pid, long startedAtMillis, Service.Signal stopSignal) {}

    synchronized void started(Service service, ProcessHandle process) {
        entries.put(service.name(), new Entry(process.pid(), startOf(process), service.stopSignal()));
        write();
    }

    synchronized void ended(String name) {
        if (entries.remove(name) != null) {
            write();
        }
    }

    /**
     * Ends what an earlier supervisor left running.
     *
     * @return a description of each process that was ended, to be told to the person
     */
    public List<String> endLeftovers() {
        List<String> ended = new ArrayList<>();
        List<ProcessHandle> waiting = new ArrayList<>();
        read().forEach((name, entry) -> leftover(entry).ifPresent(process -> {
            ended.add(name + " (pid " + entry.pid() + ")");
            Signals.send(process, entry.stopSignal());
            waiting.add(process);
        }));
        awaitThenKill(waiting);
        entries.clear();
        write();
        return ended;
    }

    private static Optional<ProcessHandle> leftover(Entry entry) {
        return ProcessHandle.of(entry.pid())
                .filter(ProcessHandle::isAlive)
                // Clock ticks and a corrected system clock move the reported time a little.
                .filter(process -> Math.abs(startOf(process) - entry.startedAtMillis()) < 2000);
    }

    private static void awaitThenKill(List<ProcessHandle> processes) {
        CompletableFuture<?> all = CompletableFuture.allOf(
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        try {
            all.get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            processes.forEach(ProcessHandle::destroyForcibly);
            processes.forEach(process -> process.onExit().join());
        }
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private Map<String, Entry> read() {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            return Json.MAPPER.readValue(file.toFile(), new TypeReference<LinkedHashMap<String, Entry>>() {});
        } catch (IOException unreadable) {
            // It is written in one step, so this is no half-written file of ours; there is nothing to learn from it.
            return Map.of();
        }
    }

    private void write() {
        try {
            PrivateFile.write(file, Json.MAPPER.writeValueAsString(entries));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
