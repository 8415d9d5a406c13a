package cloud.vibe.data.document;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Await;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that come again. */
final class IdempotencyIT {
    private static final String MILK = "{\"type\":\"notes\",\"data\":{\"title\":\"milk\"}}";

    private static final String WAITING =
            "SELECT pid FROM pg_stat_activity WHERE usename = 'vibe_api' AND wait_event_type = 'Lock'";

    // PostgreSQL tells the two kinds of keys apart by objsubid: 1 for one number, 2 for two.
    private static final String LOCKS_OF_WAITING =
            "SELECT objsubid::text FROM pg_locks WHERE locktype = 'advisory' AND pid IN (" + WAITING + ")";

    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:write", "tasks:write");
    private final String key = UUID.randomUUID().toString();

    private Api.Answer create(TestApp caller, String header, String body) throws Exception {
        return api.postOnce(caller, header, "/v1/documents", body);
    }

    private HttpRequest.Builder change(Api.Answer created, String contentType) {
        return api.request(app, created.header("Location"))
                .header("Content-Type", contentType)
                .header("Idempotency-Key", key);
    }

    private int count(String type) throws Exception {
        return api.get(app, "/v1/documents?type=" + type).json().path("items").size();
    }

    private static void assertSame(Api.Answer first, Api.Answer again) {
        assertThat(again.told()).isEqualTo(first.told());
    }

    @Test
    void theSameCreateAgainGetsTheSameAnswerAndCreatesNothing() throws Exception {
        Api.Answer first = create(app, key, MILK);
        api.put(app, first.id(), null, "{\"title\":\"changed\"}");

        // In quotes it is the same key (RFC 8941), and the token is another one of the same grant.
        Api.Answer again = create(app, '"' + key + '"', MILK);

        assertThat(first.status()).isEqualTo(201);
        assertSame(first, again);
        assertThat(count("notes")).isEqualTo(1);
    }

    @Test
    void everyKindOfWriteIsDoneOnce() throws Exception {
        Api.Answer created = api.create(app, "milk");
        for (HttpRequest.Builder write : List.of(
                change(created, "application/json").PUT(BodyPublishers.ofString("{\"data\":{\"n\":1}}")),
                change(created, "application/merge-patch+json")
                        .setHeader("Idempotency-Key", key + "b")
                        .header("Prefer", "return=minimal")
                        .method("PATCH", BodyPublishers.ofString("{\"n\":2}")),
                change(created, "application/json-patch+json")
                        .setHeader("Idempotency-Key", key + "c")
                        .method("PATCH", BodyPublishers.ofString("[{\"op\":\"add\",\"path\":\"/m\",\"value\":1}]")),
                change(created, "application/json")
                        .setHeader("Idempotency-Key", key + "d")
                        .DELETE())) {
            Api.Answer first = api.send(write);
            assertThat(first.status()).isIn(200, 204);
            assertSame(first, api.send(write));
        }
        Api.Answer restored = api.send(api.request(app, created.header("Location") + "/restore")
                .header("Idempotency-Key", key + "e")
                .POST(BodyPublishers.noBody()));
        // Four writes and the restore; none of them twice.
        assertThat(restored.json().path("rev").asText()).startsWith("6-");
    }

    @Test
    void theSameKeyForAnotherRequestIsRefused() throws Exception {
        Api.Answer created = create(app, key, MILK);

        assertThat(create(app, key, MILK.replace("milk", "bread")).status()).isEqualTo(422);
        assertThat(create(app, key, MILK.replace("milk", "bread")).code()).isEqualTo("idempotency_key_reused");
        assertThat(api.send(change(created, "application/json").PUT(BodyPublishers.ofString(MILK)))
                        .code())
                .isEqualTo("idempotency_key_reused");
        assertThat(count("notes")).isEqualTo(1);
    }

    @Test
    void anotherRevOrPathIsAnotherRequest() throws Exception {
        Api.Answer created = api.create(app, "milk");
        Api.Answer other = api.create(app, "bread");
        HttpRequest.Builder put = change(created, "application/json").PUT(BodyPublishers.ofString("{\"data\":{}}"));
        assertThat(api.send(put).status()).isEqualTo(200);

        assertThat(api.send(put.copy().header("If-Match", created.header("ETag")))
                        .code())
                .isEqualTo("idempotency_key_reused");
        assertThat(api.send(change(other, "application/json").PUT(BodyPublishers.ofString("{\"data\":{}}")))
                        .code())
                .isEqualTo("idempotency_key_reused");
    }

    @Test
    void aKeyIsItsCallersOwn() throws Exception {
        Api.Answer mine = create(app, key, MILK);
        Api.Answer ofAnotherApp = create(app.other("other-" + key, "notes:write"), key, MILK);
        Api.Answer ofAnotherPerson = create(TestCloud.get().app("notes:write"), key, MILK);

        assertThat(List.of(mine.id(), ofAnotherApp.id(), ofAnotherPerson.id())).doesNotHaveDuplicates();
    }

    @Test
    void whatWasRefusedMayBeTriedAgain() throws Exception {
        assertThat(create(app.with("notes:read"), key, MILK).code()).isEqualTo("permission_missing");
        assertThat(create(app, key, MILK).status()).isEqualTo(201);
    }

    @Test
    void anAnswerIsNotGivenAgainToWhomTheTypeOrTheGrantWasTakenFrom() throws Exception {
        assertThat(create(app, key, MILK).status()).isEqualTo(201);

        assertThat(create(app.with("tasks:write"), key, MILK).code()).isEqualTo("permission_missing");
        api.tell(app.at(2), "revoked");
        assertThat(create(app, key, MILK).code()).isEqualTo("grant_revoked");
    }

    @Test
    void ofManyAtOnceOneIsDone() throws Exception {
        List<Callable<Api.Answer>> requests = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            requests.add(() -> create(app, key, MILK));
        }

        List<Api.Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Api.Answer> answer : threads.invokeAll(requests)) {
                answers.add(answer.get());
            }
        }

        assertThat(answers.stream().map(Api.Answer::status).toList())
                .contains(201)
                .isSubsetOf(201, 409);
        answers.stream()
                .filter(answer -> answer.status() == 409)
                .forEach(answer -> assertThat(answer.code()).isEqualTo("idempotency_in_progress"));
        assertThat(count("notes")).isEqualTo(1);
        assertSame(create(app, key, MILK), create(app, key, MILK));
    }

    @Test
    void whileTheFirstIsStillRunningTheSecondHearsSo() throws Exception {
        Api.Answer created = api.create(app, "milk");
        try (Connection other = TestDatabase.get().superuser();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            other.setAutoCommit(false);
            TestDatabase.query(
                    other, "SELECT 1 FROM vibe.documents WHERE id = ? FOR UPDATE", UUID.fromString(created.id()));
            HttpRequest.Builder put = change(created, "application/json").PUT(BodyPublishers.ofString("{\"data\":{}}"));
            Future<Api.Answer> first = threads.submit(() -> api.send(put.copy()));
            Await.until(
                    "the first waits for the row",
                    () -> !TestDatabase.query(
                                    other,
                                    "SELECT 1 FROM pg_stat_activity WHERE usename = 'vibe_api' AND wait_event_type = 'Lock'")
                            .isEmpty());

            assertThat(api.send(put.copy()).code()).isEqualTo("idempotency_in_progress");

            other.rollback();
            assertThat(first.get().status()).isEqualTo(200);
        }
    }

    /** Keys are the client's to choose, so no choice may lead to a lock of something else: those of trees are one number. */
    @Test
    void aKeyCannotBeChosenToMeetAnotherLock() throws Exception {
        Api.Answer created = api.create(app, "milk");
        try (Connection other = TestDatabase.get().superuser();
                Connection observer = TestDatabase.get().superuser();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            other.setAutoCommit(false);
            // What the lock was of, when it was that of a tree for who had found the right key.
            TestDatabase.query(
                    other,
                    "SELECT pg_advisory_xact_lock(hashtextextended(concat_ws(' ', ?::text, ?::text, ?::text), 0))",
                    app.person().toString(),
                    key,
                    app.clientId());
            assertThat(create(app, key, MILK).status()).isEqualTo(201);

            TestDatabase.query(
                    other, "SELECT 1 FROM vibe.documents WHERE id = ? FOR UPDATE", UUID.fromString(created.id()));
            Future<Api.Answer> waiting = threads.submit(() -> api.send(change(created, "application/json")
                    .setHeader("Idempotency-Key", key + "b")
                    .PUT(BodyPublishers.ofString("{\"data\":{}}"))));
            Await.until(
                    "it waits for the row",
                    () -> !TestDatabase.query(observer, WAITING).isEmpty());
            assertThat(TestDatabase.query(observer, LOCKS_OF_WAITING)).containsExactly("2");

            other.rollback();
            assertThat(waiting.get().status()).isEqualTo(200);
        }
    }

    @Test
    void afterADayTheKeyIsFreeAgainAndTheAnswerIsSwept() throws Exception {
        Api.Answer first = create(app, key, MILK);
        try (Connection superuser = TestDatabase.get().superuser();
                Connection stream = TestDatabase.get().as("vibe_stream")) {
            age(superuser, "23 hours 59 minutes");
            TestDatabase.query(stream, "SELECT vibe.sweep_answers(1000000)");
            assertSame(first, create(app, key, MILK));

            age(superuser, "25 hours");
            Api.Answer second = create(app, key, MILK);
            assertThat(second.id()).isNotEqualTo(first.id());
            assertSame(second, create(app, key, MILK));

            age(superuser, "25 hours");
            TestDatabase.query(stream, "SELECT vibe.sweep_answers(1000000)");
            assertThat(TestDatabase.query(superuser, "SELECT 1 FROM vibe.idempotent_answers WHERE key = ?", key))
                    .isEmpty();
        }
    }

    private void age(Connection superuser, String age) throws Exception {
        TestDatabase.query(
                superuser,
                "UPDATE vibe.idempotent_answers SET answered_at = now() - ?::interval WHERE key = ? RETURNING 1",
                age,
                key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"a", "\"a\\b\""})
    void whatIsNoKeyIsRefused(String header) throws Exception {
        assertThat(create(app, header, MILK).code()).isEqualTo("invalid_idempotency_key");
    }

    @Test
    void aKeyHasAtMost255Characters() throws Exception {
        assertThat(create(app, "x".repeat(255), MILK).status()).isEqualTo(201);
        assertThat(create(app, "x".repeat(256), MILK).code()).isEqualTo("invalid_idempotency_key");
        assertThat(create(app, "\"" + "\\\"".repeat(255) + "\"", MILK).status()).isEqualTo(201);
        assertThat(create(app, "\"" + "\\\"".repeat(3_000) + "\"", MILK).code()).isEqualTo("invalid_idempotency_key");
    }
}
