package cloud.vibe.standalone.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @TempDir
    Path folder;

    @Test
    void secondSupervisorOfTheSameFolderIsRefused() throws IOException {
        Home home = new Home(folder);
        FileLock lock = home.claim();
        assertThatThrownBy(home::claim).isInstanceOf(Refusal.class).hasMessageContaining("running already");
        lock.acquiredBy().close();
        home.claim().acquiredBy().close();
    }

    @Test
    void secretsAreMadeOnceAndReadableByTheirOwnerOnly() throws IOException {
        Home home = new Home(folder);
        Secrets first = Secrets.of(home);
        assertThat(Secrets.of(home)).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.secrets())))
                .isEqualTo("rw-------");
        assertThat(first.toString()).doesNotContain(first.databaseAdmin());
    }

    @Test
    void damagedSecretsAreNeverReplacedInSilence() throws IOException {
        Home home = new Home(folder);
        Files.writeString(home.secrets(), "{");
        assertThatThrownBy(() -> Secrets.of(home)).isInstanceOf(Refusal.class).hasMessageContaining("--fresh");
        assertThat(home.secrets()).hasContent("{");
    }

    @Test
    void erasingForgetsDataAndSecretsButKeepsLogs() throws IOException {
        Home home = new Home(folder);
        Secrets before = Secrets.of(home);
        Files.createDirectories(home.data("postgres").resolve("base"));
        Files.createSymbolicLink(home.data("link"), folder.getRoot());
        Files.createDirectories(home.log("api").getParent());
        Files.writeString(home.log("api"), "line");
        home.erase();
        assertThat(home.data("postgres")).doesNotExist();
        assertThat(home.log("api")).exists();
        assertThat(Secrets.of(home)).isNotEqualTo(before);
    }
}
