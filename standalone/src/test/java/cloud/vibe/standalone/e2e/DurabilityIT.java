package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Visitor;
import java.io.UncheckedIOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was acknowledged is there, whoever is killed. */
@ExtendWith(RunningCloud.class)
// Keycloak finds out one by one which of its connections are gone: nobody else is to meet that.
@Order(Integer.MAX_VALUE)
class DurabilityIT {
    private final RunningCloud.Stack stack;

    DurabilityIT(RunningCloud.Stack stack) {
        this.stack = stack;
    }

    @ParameterizedTest
    @ValueSource(strings = {"data-api", "postgres"})
    void acknowledgedNotesOutliveAKilledProcess(String victim) throws Exception {
        Admin.Person person = new Admin(stack).newPerson();
        String token = new Visitor(stack.endpoints())
                .signIn(person.email(), person.password(), "openid notes:read notes:write")
                .access();
        DataApi api = new DataApi(stack.endpoints().api(), token);
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        Thread writer = Thread.ofPlatform().start(() -> writeUntilInterrupted(api, acknowledged));

        eventually(acknowledged::size, count -> count >= 50);
        long pid = stack.json().path("pids").path(victim).asLong();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        // The supervisor starts it again, and writing goes on.
        int before = acknowledged.size();
        eventually(() -> stack.json().path("pids").path(victim).asLong(), now -> now != pid);
        eventually(acknowledged::size, count -> count >= before + 50);
        writer.interrupt();
        writer.join();

        for (String id : acknowledged) {
            assertThat(api.get(id).status()).as(id).isEqualTo(200);
        }
        eventually(this::isSignInPossible, possible -> possible);
    }

    private boolean isSignInPossible() {
        try {
            Admin.Person person = new Admin(stack).newPerson();
            return !new Visitor(stack.endpoints())
                    .signIn(person.email(), person.password(), "openid notes:read")
                    .access()
                    .isEmpty();
        } catch (AssertionError notYet) {
            return false;
        }
    }

    private static void writeUntilInterrupted(DataApi api, Queue<String> acknowledged) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                TokenAnswer response = api.create("note " + acknowledged.size());
                if (response.status() == 201) {
                    acknowledged.add(response.json().path("id").asText());
                }
            } catch (UncheckedIOException down) {
                // Not acknowledged: nothing was promised.
                Thread.onSpinWait();
            } catch (IllegalStateException interrupted) {
                return;
            }
        }
    }
}
