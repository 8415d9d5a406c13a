package cloud.vibe.standalone.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.kernel.Ports;
import cloud.vibe.standalone.kernel.Refusal;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudTest {
    private static final PrintStream SILENT = new PrintStream(OutputStream.nullOutputStream());

    @TempDir
    Path folder;

    @Test
    void refusedStartDoesNotTouchTheRunningCloudsFiles() throws Exception {
        Home home = new Home(folder);
        FileLock running = home.claim();
        Files.writeString(home.stack(), "{}");
        try (Cloud second = cloud(home)) {
            assertThatThrownBy(() -> second.start(true)).isInstanceOf(Refusal.class);
        }
        assertThat(home.stack()).exists();
        running.acquiredBy().close();
    }

    @Test
    void startOfWhatIsNotBuiltSaysWhatToDoAndHoldsNothing() throws Exception {
        Home home = new Home(folder.resolve("run"));
        try (Cloud cloud = cloud(home)) {
            assertThatThrownBy(() -> cloud.start(false))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("dev-setup.sh");
        }
        home.claim().acquiredBy().close();
    }

    private Cloud cloud(Home home) {
        return new Cloud(new Installation(folder.resolve("not-built")), home, new Ports(30_000), SILENT);
    }
}
