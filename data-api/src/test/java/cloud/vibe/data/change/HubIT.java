package cloud.vibe.data.change;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Await;
import cloud.vibe.data.trial.Contract;
import cloud.vibe.data.trial.Socket;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.WebSocketHandshakeException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HubIT {
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:read", "notes:write");
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void closeSockets() {
        sockets.forEach(Socket::close);
    }

    @Test
    void ownChangesArriveInOrderAsTheContractShows() throws Exception {
        Socket socket = open(app);
        socket.subscribe(null);

        Api.Answer created = api.create(app, "milk");
        api.put(app, created.id(), created.json().path("rev").asText(), "{\"title\":\"bread\"}");
        api.delete(app, created.id());

        JsonNode first = socket.next();
        assertThat(names(first)).isEqualTo(names(Contract.read("hub/change.json")));
        assertThat(first.path("document")).isEqualTo(created.json());
        assertThat(first.path("kind").asText()).isEqualTo("created");
        JsonNode second = socket.next();
        assertThat(second.path("kind").asText()).isEqualTo("updated");
        assertThat(second.at("/document/data/title").asText()).isEqualTo("bread");
        JsonNode third = socket.next();
        assertThat(third.path("kind").asText()).isEqualTo("deleted");
        assertThat(names(third.path("document")))
                .isEqualTo(names(Contract.read("hub/deleted.json").path("document")));
    }

    @Test
    void whatIsNotTheirsOrNotAskedForNeverArrives() throws Exception {
        Socket socket = open(app.with("notes:read", "other:write", "secret:write"));
        socket.subscribe(null);
        TestApp stranger = TestCloud.get().app("*:write");

        api.create(stranger, "not yours");
        api.post(app.with("other:write"), "{\"type\":\"other\",\"data\":{}}");
        Api.Answer mine = api.create(app, "mine");

        // In one order for all, so the first to arrive proves that the others were left out.
        assertThat(socket.next().at("/document/id").asText()).isEqualTo(mine.id());
        assertThat(socket.waiting()).isEmpty();
    }

    @Test
    void aSubscriptionGoesOnFromItsCursor() throws Exception {
        Socket first = open(app);
        String start = first.subscribe(null);
        Api.Answer one = api.create(app, "one");
        String afterOne = first.next().path("cursor").asText();
        first.close();
        Api.Answer two = api.create(app, "two");
        Api.Answer three = api.create(app, "three");

        Socket second = open(app);
        second.subscribe(afterOne);
        assertThat(second.next().at("/document/id").asText()).isEqualTo(two.id());
        assertThat(second.next().at("/document/id").asText()).isEqualTo(three.id());
        Api.Answer four = api.create(app, "four");
        assertThat(second.next().at("/document/id").asText()).isEqualTo(four.id());

        Socket third = open(app);
        third.subscribe(start);
        assertThat(third.next().at("/document/id").asText()).isEqualTo(one.id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b3BhcXVl",
                "not base 64",
                // Of another incarnation.
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void aCursorThatIsNotOursIsGone(String cursor) throws Exception {
        Socket socket = open(app);

        socket.send(
                "{\"action\":\"subscribe\",\"id\":\"a \\\"b\\\"\",\"types\":[\"notes\"],\"since\":\"" + cursor + "\"}");

        JsonNode answer = socket.next();
        JsonNode example = Contract.read("hub/error.json");
        assertThat(names(answer)).isEqualTo(names(example));
        assertThat(answer.path("code")).isEqualTo(example.path("code"));
        assertThat(answer.path("title")).isEqualTo(example.path("title"));
        assertThat(answer.path("id").asText()).isEqualTo("a \"b\"");
        assertThat(socket.isOpen()).isTrue();
    }

    @Test
    void aCursorOfTheFutureIsGone() throws Exception {
        Socket socket = open(app);
        Cursor present = Cursor.decode(socket.subscribe(null)).orElseThrow();
        Cursor future = new Cursor(
                present.incarnation(), new Position(present.position().xid() + 1_000_000, 1));

        socket.send(
                "{\"action\":\"subscribe\",\"id\":\"s\",\"types\":[\"notes\"],\"since\":\"" + future.encode() + "\"}");

        assertThat(socket.next().path("code").asText()).isEqualTo("cursor_gone");
    }

    @Test
    void aTypeThatTheAppMayNotReadIsRefused() throws Exception {
        Socket socket = open(app);

        socket.send("{\"action\":\"subscribe\",\"id\":\"s\",\"types\":[\"notes\",\"secret\"]}");

        assertThat(socket.next().path("code").asText()).isEqualTo("permission_missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "{\"action\":\"own\"}",
                "{\"action\":\"subscribe\",\"id\":\"s\",\"types\":[]}",
                "{\"action\":\"subscribe\",\"id\":\"s\",\"types\":[7]}",
                "{\"action\":\"subscribe\",\"id\":\"s\",\"types\":[\"*\"]}",
                "{\"action\":\"subscribe\",\"types\":[\"notes\"]}",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
            })
    void aMessageThatMakesNoSenseEndsTheSocket(String message) throws Exception {
        Socket socket = open(app);
        socket.send(message);
        assertThat(socket.closeCode()).isEqualTo(4400);
    }

    @Test
    void aHugeMessageEndsTheSocketAndNotTheService() throws Exception {
        Socket socket = open(app);
        socket.begin("x".repeat(200_000));
        // RFC 6455 section 7.4.1: 1009, too big.
        assertThat(socket.closeCode()).isEqualTo(1009);
        assertThat(api.get(app, "/v1/documents?type=notes").status()).isEqualTo(200);
    }

    @Test
    void aClientThatDoesNotReadIsLetGoAndCostsNobodyElseAnything() throws Exception {
        Socket slow = open(app);
        slow.subscribe(null);
        slow.pause();
        Socket quick = open(app);
        String start = quick.subscribe(null);
        String large = "x".repeat(1_000_000);
        long open = openSockets();

        Await.until("the hub has let it go", () -> {
            api.create(app, large);
            quick.next();
            return openSockets() < open;
        });

        assertThat(quick.isOpen()).isTrue();
        Socket back = open(app);
        back.subscribe(start);
        assertThat(back.next().path("event").asText()).isEqualTo("change");
    }

    @Test
    void subscriptionsAreBounded() throws Exception {
        Socket socket = open(app);
        for (int i = 0; i < 33; i++) {
            socket.send("{\"action\":\"subscribe\",\"id\":\"" + i + "\",\"types\":[\"notes\"]}");
        }
        for (int i = 0; i < 32; i++) {
            assertThat(socket.next().path("event").asText()).isEqualTo("subscribed");
        }
        assertThat(socket.next().path("code").asText()).isEqualTo("too_many_subscriptions");
    }

    @Test
    void socketsOfOnePersonInOneAppAreBounded() throws Exception {
        for (int i = 0; i < 16; i++) {
            open(app).subscribe(null);
        }

        WebSocketHandshakeException refusal = refusal(app.token());
        assertThat(refusal.getResponse().statusCode()).isEqualTo(429);
        assertThat(refusal.getResponse().headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(handshake(app.other("photos", "notes:read").token(), TestApp.ORIGIN))
                .isEqualTo(101);

        sockets.getFirst().close();
        Await.until("there is a place again", () -> handshake(app.token(), TestApp.ORIGIN) == 101);
    }

    @Test
    void aPastIsReadAFewRowsAtATimeWhenTheyAreLarge() throws Exception {
        Socket first = open(app);
        String start = first.subscribe(null);
        for (int i = 0; i < 6; i++) {
            api.create(app, "x".repeat(1_000_000));
            first.next();
        }

        Socket second = open(app);
        second.subscribe(start);
        for (int i = 0; i < 6; i++) {
            assertThat(second.next().path("event").asText()).isEqualTo("change");
        }

        JsonNode batches = metric("/histograms/change.replayed_characters");
        assertThat(batches.path("count").asLong()).isGreaterThanOrEqualTo(6);
        // One large row, and no more small ones before it than the bound allows.
        assertThat(batches.path("max").asLong()).isGreaterThan(1_000_000).isLessThan(1_400_000);
    }

    @Test
    void aLongPastOfSmallRowsArrivesInFull() throws Exception {
        String start = open(app).subscribe(null);
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            created.add(api.create(app, "note " + i).id());
        }

        Socket second = open(app);
        second.subscribe(start);

        for (String id : created) {
            assertThat(second.next().at("/document/id").asText()).isEqualTo(id);
        }
    }

    @Test
    void noSocketWithoutAValidTokenOrFromAForeignPage() {
        assertThat(handshake("forged", TestApp.ORIGIN)).isEqualTo(401);
        assertThat(handshake(app.token(claims -> claims.put("exp", 1)), null)).isEqualTo(401);
        assertThat(handshake(app.token(), "https://evil.example")).isEqualTo(403);
    }

    @Test
    void theRowOfASlowTransactionIsNotLost() throws Exception {
        Socket socket = open(app);
        socket.subscribe(null);
        UUID slow = UUID.randomUUID();
        Api.Answer fast;
        try (Connection connection = TestDatabase.get().as("vibe_api")) {
            connection.setAutoCommit(false);
            TestDatabase.query(
                    connection, """
                    SELECT set_config('vibe.person', ?, true), set_config('vibe.app', 'notes', true),
                        set_config('vibe.grant', ?, true), set_config('vibe.grant_version', '1', true), set_config('vibe.issued_at', now()::text, true),
                        set_config('vibe.reads', '{notes}', true), set_config('vibe.writes', '{notes}', true)
                    """, app.person().toString(), app.grant().toString());
            TestDatabase.execute(
                    connection,
                    "INSERT INTO vibe.documents (id, owner, type, data, rev) VALUES ('" + slow + "', '" + app.person()
                            + "', 'notes', '{}', '1-0000000000000000')");
            // It took the lower number, and commits after the other.
            fast = api.create(app, "fast");
            connection.commit();
        }

        assertThat(socket.next().at("/document/id").asText()).isEqualTo(slow.toString());
        assertThat(socket.next().at("/document/id").asText()).isEqualTo(fast.id());
    }

    @Test
    void whatRetentionHasRemovedIsGoneAndSaidToBe() throws Exception {
        Socket socket = open(app);
        String start = socket.subscribe(null);
        api.create(app, "old");
        socket.next();
        try (Connection superuser = TestDatabase.get().superuser();
                Connection stream = TestDatabase.get().as("vibe_stream")) {
            TestDatabase.execute(
                    superuser,
                    "UPDATE vibe.doc_outbox SET written_at = now() - interval '8 days' WHERE owner = '" + app.person()
                            + "'");
            Await.until("the old row is swept", () -> {
                TestDatabase.query(stream, "SELECT vibe.sweep_outbox(100)");
                return TestDatabase.query(superuser, "SELECT 1 FROM vibe.doc_outbox WHERE owner = ?", app.person())
                        .isEmpty();
            });
        }

        Socket later = open(app);
        later.send("{\"action\":\"subscribe\",\"id\":\"s\",\"types\":[\"notes\"],\"since\":\"" + start + "\"}");
        assertThat(later.next().path("code").asText()).isEqualTo("cursor_gone");
    }

    private long openSockets() throws Exception {
        return metric("/gauges/change.sockets/value").asLong();
    }

    private static JsonNode metric(String pointer) throws Exception {
        Api admin = new Api(TestCloud.get().adminPort());
        return admin.getWith(null, "/metrics").json().at(pointer);
    }

    private Socket open(TestApp who) {
        return open(who.token());
    }

    private Socket open(String token) {
        Socket socket = Socket.open(api, token, TestApp.ORIGIN);
        sockets.add(socket);
        return socket;
    }

    private int handshake(String token, @Nullable String origin) {
        try {
            sockets.add(Socket.open(api, token, origin));
        } catch (CompletionException refused) {
            if (refused.getCause() instanceof WebSocketHandshakeException handshake) {
                return handshake.getResponse().statusCode();
            }
            throw refused;
        }
        return 101;
    }

    private WebSocketHandshakeException refusal(String token) {
        try {
            sockets.add(Socket.open(api, token, TestApp.ORIGIN));
        } catch (CompletionException refused) {
            if (refused.getCause() instanceof WebSocketHandshakeException handshake) {
                return handshake;
            }
            throw refused;
        }
        throw new AssertionError("not refused");
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
