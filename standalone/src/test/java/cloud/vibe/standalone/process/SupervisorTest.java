package cloud.vibe.standalone.process;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.standalone.kernel.Refusal;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real processes of the system. */
class SupervisorTest {
    private static final PrintStream SILENT = new PrintStream(OutputStream.nullOutputStream());

    @TempDir
    Path folder;

    private final BlockingQueue<Map<String, Long>> changes = new LinkedBlockingQueue<>();
    private Supervisor supervisor = new Supervisor(new Journal(Path.of("unused")), SILENT, () -> {});

    @BeforeEach
    void open() {
        supervisor = new Supervisor(journal(), SILENT, () -> changes.add(supervisor.pids()));
    }

    @AfterEach
    void stop() {
        supervisor.stop();
    }

    @Test
    void stopEndsEvenAProcessThatIgnoresTheSignal() throws Exception {
        supervisor.start(service("deaf", "trap '' TERM; echo up > deaf.up; while :; do sleep 1; done"));
        ProcessHandle process = handle("deaf");
        supervisor.stop();
        assertThat(process.isAlive()).isFalse();
        assertThat(supervisor.pids()).isEmpty();
        assertThat(supervisor.awaitEnd()).isTrue();
    }

    @Test
    void processThatDiesIsStartedAgain() throws Exception {
        supervisor.start(service("worker", "echo up > worker.up; exec sleep 600"));
        ProcessHandle first = handle("worker");
        first.destroyForcibly();
        Map<String, Long> after = changes.poll(30, TimeUnit.SECONDS);
        assertThat(after).isNotNull();
        assertThat(requireNonNull(after.get("worker"))).isNotEqualTo(first.pid());
        assertThat(ProcessHandle.of(requireNonNull(after.get("worker")))
                        .orElseThrow()
                        .isAlive())
                .isTrue();
    }

    @Test
    void processThatAlwaysDiesEndsTheCloud() throws Exception {
        supervisor.start(service("fragile", "[ -e fragile.up ] && exit 3; echo up > fragile.up; exec sleep 600"));
        handle("fragile").destroyForcibly();
        assertThat(supervisor.awaitEnd()).isFalse();
    }

    @Test
    void processThatEndsBeforeItIsReadyIsRefusedWithTheEndOfItsLog() {
        assertThatThrownBy(() -> supervisor.start(service("broken", "echo the reason; exit 7")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("exit code 7")
                .hasMessageContaining("the reason");
    }

    @Test
    void failedJobIsRefusedAndASuccessfulOneIsForgotten() throws Exception {
        supervisor.run(service("good", "exit 0"));
        assertThat(supervisor.pids()).isEmpty();
        assertThatThrownBy(() -> supervisor.run(service("bad", "echo why; exit 1")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("why");
    }

    @Test
    void nothingStartsAfterStop() {
        supervisor.stop();
        assertThatThrownBy(() -> supervisor.start(service("late", "exec sleep 600")))
                .isInstanceOf(Refusal.class);
        assertThat(supervisor.pids()).isEmpty();
    }

    @Test
    void leftoversOfAKilledSupervisorAreEnded() throws Exception {
        supervisor.start(service("orphan", "echo up > orphan.up; exec sleep 600"));
        ProcessHandle orphan = handle("orphan");
        // What the next supervisor finds: only the file. The process did not die by the hand of its own supervisor.
        List<String> ended = journal().endLeftovers();
        assertThat(ended).containsExactly("orphan (pid " + orphan.pid() + ")");
        assertThat(orphan.isAlive()).isFalse();
        assertThat(journal().endLeftovers()).isEmpty();
    }

    @Test
    void strangerWithTheSamePidIsLeftAlone() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(
                    folder.resolve("processes.json"),
                    "{\"postgres\":{\"pid\":" + stranger.pid() + ",\"startedAtMillis\":1000,\"stopSignal\":\"TERM\"}}");
            assertThat(journal().endLeftovers()).isEmpty();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly().waitFor();
        }
    }

    @Test
    void keysOfAnotherServiceInTheShellDoNotReachAProcess() throws Exception {
        Service service = service("env", "env > env.txt");
        supervisor.run(service);
        assertThat(Files.readString(folder.resolve("env.txt")))
                .contains("OURS=1")
                .doesNotContain("JAVA_TOOL_OPTIONS");
    }

    private Journal journal() {
        return new Journal(folder.resolve("processes.json"));
    }

    private ProcessHandle handle(String name) {
        return ProcessHandle.of(requireNonNull(supervisor.pids().get(name))).orElseThrow();
    }

    private Service service(String name, String script) {
        return new Service(
                name,
                List.of("sh", "-c", script),
                Map.of("OURS", "1"),
                folder,
                folder.resolve(name + ".log"),
                () -> Files.exists(folder.resolve(name + ".up")),
                Duration.ofSeconds(30),
                Service.Signal.TERM,
                false);
    }
}
