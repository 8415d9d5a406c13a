package cloud.vibe.standalone.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.identity.Demo;
import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Json;
import cloud.vibe.standalone.kernel.Ports;
import cloud.vibe.standalone.kernel.Secrets;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackTest {
    private static final Secrets SECRETS = new Secrets("a", "b", "c", "d", "e", "f", "g", "h", "i");

    @TempDir
    Path run;

    @Test
    void saysWhatRunsAndIsReadableByItsOwnerOnly() throws IOException {
        Home home = new Home(run);
        stack(home).write(Map.of("postgres", 7L));
        JsonNode json = Json.MAPPER.readTree(home.stack().toFile());
        assertThat(json.path("identity").asText()).isEqualTo("http://localhost:8600");
        assertThat(json.path("realm").asText()).isEqualTo("vibe");
        assertThat(json.path("app").path("clientId").asText()).isEqualTo("notes");
        assertThat(json.path("people").path(0).path("password").asText()).isEqualTo("secret");
        assertThat(json.path("pids").path("postgres").asLong()).isEqualTo(7);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.stack())))
                .isEqualTo("rw-------");
        stack(home).remove();
        assertThat(home.stack()).doesNotExist();
    }

    @Test
    void secondCloudLeavesTheSharedFileOfARunningFirstAlone() throws Exception {
        Path shared = run.resolve("stack.json");
        Process first = new ProcessBuilder("sleep", "600").start();
        try {
            String text = "{\"pids\":{\"supervisor\":" + first.pid() + "}}";
            Files.writeString(shared, text);
            Home second = home("offset-100");
            stack(second).write(Map.of());
            assertThat(shared).hasContent(text);
            assertThat(second.stack()).exists();
            stack(second).remove();
            assertThat(shared).hasContent(text);
        } finally {
            first.destroyForcibly().waitFor();
        }
        // Killed: what it left is nobody's.
        stack(home("offset-100")).write(Map.of());
        assertThat(shared).hasSameTextualContentAs(home("offset-100").stack());
    }

    private Home home(String name) throws IOException {
        return new Home(Files.createDirectories(run.resolve(name)), run.resolve("stack.json"));
    }

    private static Stack stack(Home home) {
        return new Stack(
                home, new Endpoints(new Ports(0)), SECRETS, List.of(new Demo.Person("ada@example.com", "secret")));
    }
}
