package cloud.vibe.data.server;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Await;
import cloud.vibe.data.trial.Relay;
import cloud.vibe.data.trial.Socket;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import cloud.vibe.data.trial.TestIdentity;
import java.sql.Connection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RecoveryIT {
    @Test
    void theProcessStartsWithoutItsDatabaseAndServesWhenItComes() throws Exception {
        TestIdentity identity = new TestIdentity();
        Map<String, String> environment = TestCloud.environment(identity);
        try (Relay relay = new Relay(TestDatabase.get().port())) {
            relay.cut();
            environment.put(
                    "VIBE_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + relay.port() + "/" + TestDatabase.NAME);
            TestProcess process = TestProcess.start(environment);
            try {
                Api api = new Api(process.port());
                TestApp app = TestApp.of(identity, "notes:write");
                Api.Answer away = api.create(app, "too early");
                assertThat(away.status()).isEqualTo(503);
                assertThat(away.code()).isEqualTo("unavailable");
                assertThat(away.header("Retry-After")).isNotEmpty();
                assertThat(api.tell(app, "active").status()).isEqualTo(503);
                Api admin = new Api(process.adminPort());
                assertThat(admin.getWith(null, "/healthcheck")
                                .json()
                                .at("/database/healthy")
                                .asBoolean(true))
                        .isFalse();

                relay.mend();
                Await.until("it serves", () -> api.create(app, "now").status() == 201);
                assertThat(admin.getWith(null, "/healthcheck")
                                .json()
                                .at("/database/healthy")
                                .asBoolean())
                        .isTrue();

                Await.until("the feed has begun", () -> {
                    Socket first = Socket.open(api, app);
                    first.send("{\"action\":\"subscribe\",\"id\":\"s\",\"types\":[\"notes\"]}");
                    boolean isSubscribed = first.next().path("event").asText().equals("subscribed");
                    first.close();
                    return isSubscribed;
                });
                Socket socket = Socket.open(api, app);
                String cursor = socket.subscribe(null);
                relay.cut();
                Api.Answer cut = api.create(app, "never acknowledged");
                assertThat(cut.status()).isEqualTo(503);
                assertThat(cut.response().body()).doesNotContain("SQL", "postgres", "Exception");

                relay.mend();
                // A write is never sent twice, so the first one may still meet a connection that is dead.
                Deque<Api.Answer> later = new ArrayDeque<>();
                Await.until("it serves again", () -> {
                    later.add(api.create(app, "later"));
                    return later.getLast().status() == 201;
                });
                // The feed went on from where it was, or the client goes on from its cursor.
                Socket again = Socket.open(api, app);
                // The feed's connections are others, and may be found dead a moment later: such a client tries again.
                Await.until("the past can be asked for", () -> {
                    again.send("{\"action\":\"subscribe\",\"id\":\"s\",\"types\":[\"notes\"],\"since\":\"" + cursor
                            + "\"}");
                    return again.next().path("event").asText().equals("subscribed");
                });
                // A write that was not acknowledged may have been done all the same: its change then comes before.
                Await.until(
                        "the acknowledged note comes",
                        () -> again.next()
                                .at("/document/id")
                                .asText()
                                .equals(later.getLast().id()));
                socket.close();
                again.close();
            } finally {
                process.stop();
                identity.stop();
            }
        }
    }

    @Test
    void everyAcknowledgedNoteIsThereAfterPostgresWasKilled() throws Exception {
        Api api = TestCloud.get().api();
        TestApp app = TestCloud.get().app("notes:read", "notes:write");
        Api.Answer before = api.create(app, "before");
        try (Connection superuser = TestDatabase.get().superuser()) {
            long backend = Long.parseLong(
                    TestDatabase.query(superuser, "SELECT pg_backend_pid()").getFirst());
            // PostgreSQL cannot know what a killed backend left in shared memory: it ends all and recovers from its
            // log.
            ProcessHandle.of(backend).orElseThrow().destroyForcibly();
        }

        Await.until(
                "it answers again",
                () -> api.get(app, before.header("Location")).status() != 503);
        assertThat(api.get(app, before.header("Location")).status()).isEqualTo(200);
        Await.until("it writes again", () -> api.create(app, "after").status() == 201);
    }

    @Test
    void anotherCloudsDatabaseIsRefusedInOneSentence() throws Exception {
        TestCloud.get();
        TestIdentity identity = new TestIdentity();
        Map<String, String> environment = TestCloud.environment(identity);
        environment.put("VIBE_DID_DOMAIN", "other.example");
        try {
            TestProcess.start(environment).stop();
        } catch (Exception refused) {
            assertThat(StartFailure.sentence(refused))
                    .contains("other.example", "localhost:8601")
                    .doesNotContain("Exception");
            return;
        } finally {
            identity.stop();
        }
        throw new AssertionError("it started on a database of another cloud");
    }

    @Test
    void healthAndMetricsAreOnTheAdminPortOnly() throws Exception {
        Api admin = new Api(TestCloud.get().adminPort());
        TestCloud.get().api().get(TestCloud.get().app("notes:read"), "/v1/documents?type=notes");
        Api.Answer health = admin.getWith(null, "/healthcheck");
        for (String part : List.of("database", "identity-keys")) {
            assertThat(health.json().path(part).path("healthy").asBoolean()).isTrue();
        }
        // Nobody is at the S3 address of these tests, and the service says so.
        assertThat(health.json().at("/s3/healthy").asBoolean(true)).isFalse();
        assertThat(admin.getWith(null, "/metrics")
                        .json()
                        .at("/gauges/change.sockets/value")
                        .isNumber())
                .isTrue();
        assertThat(TestCloud.get().api().getWith(null, "/healthcheck").status()).isEqualTo(404);
        assertThat(TestCloud.get().api().getWith(null, "/metrics").status()).isEqualTo(404);
    }
}
