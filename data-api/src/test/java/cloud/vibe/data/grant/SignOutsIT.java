package cloud.vibe.data.grant;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Contract;
import cloud.vibe.data.trial.Socket;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import cloud.vibe.data.trial.TestIdentity;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens end with the sign-in that they were issued in, before they expire. */
final class SignOutsIT {
    private static final int SIGNED_OUT = 4402;
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:read", "notes:write");
    private final String here = UUID.randomUUID().toString();
    private final String there = UUID.randomUUID().toString();
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void closeSockets() {
        sockets.forEach(Socket::close);
    }

    @Test
    void theEndOfASessionEndsItsTokensAndSocketsAndNoOthers() throws Exception {
        Socket ended = open(app.tokenOf(here, 0));
        Socket other = open(app.tokenOf(there, 0));

        assertThat(signOut("session", here, null).status()).isEqualTo(202);

        assertThat(ended.closeCode()).isEqualTo(SIGNED_OUT);
        assertThat(open(app.tokenOf(here, 0)).closeCode()).isEqualTo(SIGNED_OUT);
        assertThat(list(app.tokenOf(here, 0)).code()).isEqualTo("signed_out");
        assertThat(list(app.tokenOf(here, 3_600)).code()).isEqualTo("signed_out");
        assertThat(list(app.tokenOf(there, 0)).status()).isEqualTo(200);
        other.subscribe(null);
    }

    /** It gave its refresh token back, or somebody used it twice. */
    @Test
    void oneAppMayEndInASessionThatGoesOnForTheOthers() throws Exception {
        TestApp other = app.other("tasks", "notes:read");
        Socket ended = open(app.tokenOf(here, 0));
        Socket elsewhere = open(app.tokenOf(there, 0));
        Socket another = open(other.tokenOf(here, 0));

        assertThat(api.push(app.signOut(
                                Map.of("kind", "session", "id", here, "app", "notes"),
                                Instant.now().toString()))
                        .status())
                .isEqualTo(202);

        assertThat(ended.closeCode()).isEqualTo(SIGNED_OUT);
        assertThat(list(app.tokenOf(here, 0)).code()).isEqualTo("signed_out");
        assertThat(list(app.tokenOf(here, 60)).status()).isEqualTo(200);
        assertThat(list(app.tokenOf(there, 0)).status()).isEqualTo(200);
        assertThat(list(other.tokenOf(here, 0)).status()).isEqualTo(200);
        elsewhere.subscribe(null);
        another.subscribe(null);
    }

    @Test
    void theLongestNamesOfAppsAndSessionsHaveRoom() throws Exception {
        String session = "s".repeat(255);
        String app = "a".repeat(255);

        assertThat(api.push(this.app.signOut(Map.of("kind", "session", "id", session, "app", app), null))
                        .status())
                .isEqualTo(202);
        assertThat(api.push(this.app.signOut(Map.of("kind", "session", "id", session, "app", app + "a"), null))
                        .status())
                .isEqualTo(400);
        assertThat(api.push(this.app.signOut(Map.of("kind", "session", "id", session, "app", 7), null))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void nothingIsDoneForWhoIsSignedOut() throws Exception {
        Api.Answer mine = api.create(app, "mine");
        signOut("session", here, null);
        String token = app.tokenOf(here, 0);
        String place = mine.header("Location");

        assertThat(api.getWith(token, place).code()).isEqualTo("signed_out");
        assertThat(send(token, "POST", "/v1/documents", "{\"type\":\"notes\",\"data\":{}}")
                        .code())
                .isEqualTo("signed_out");
        assertThat(send(token, "PUT", place, "{\"data\":{}}").code()).isEqualTo("signed_out");
        assertThat(send(token, "DELETE", place, "").code()).isEqualTo("signed_out");
        assertThat(send(token, "PUT", place + "/acl", "{\"entries\":[]}").code())
                .isEqualTo("signed_out");
        assertThat(send(token, "POST", "/v1/documents/query", "{\"type\":\"notes\"}")
                        .code())
                .isEqualTo("signed_out");
        assertThat(send(
                                token,
                                "POST",
                                "/v1/documents/bulk",
                                "{\"operations\":[{\"op\":\"create\",\"type\":\"notes\",\"data\":{}}]}")
                        .code())
                .isEqualTo("signed_out");
        assertThat(api.get(app, "/v1/documents?type=notes").json().path("items"))
                .hasSize(1);
    }

    @Test
    void aPersonIsSignedOutEverywhereAndMaySignInAgain() throws Exception {
        TestApp sameApp = TestCloud.get().app("notes:read");
        Socket first = open(app.tokenOf(here, -1));
        Socket second = open(app.tokenOf(there, -1));
        Socket another = open(sameApp.tokenOf(here, -1));

        signOut("person", app.person().toString(), Instant.now().toString());

        assertThat(first.closeCode()).isEqualTo(SIGNED_OUT);
        assertThat(second.closeCode()).isEqualTo(SIGNED_OUT);
        assertThat(list(app.tokenOf(here, -60)).code()).isEqualTo("signed_out");
        assertThat(list(app.tokenOf(there, 60)).status()).isEqualTo(200);
        assertThat(list(sameApp.tokenOf(here, -1)).status()).isEqualTo(200);
        another.subscribe(null);
    }

    @Test
    void anAppForItselfIsSignedOutToo() throws Exception {
        TestApp otherApp = TestCloud.get().app("notes:write");

        signOut("app", app.app().toString(), Instant.now().plusSeconds(60).toString());

        assertThat(list(app.ownToken("notes:write")).code()).isEqualTo("signed_out");
        assertThat(list(otherApp.ownToken("notes:write")).status()).isEqualTo(200);
        // What people have let it do is another matter: that ends with their grants.
        assertThat(list(app.token()).status()).isEqualTo(200);
    }

    /** Of a time long past, for every other test lives in the same cloud. */
    @Test
    void everyoneIsSignedOut() throws Exception {
        signOut("everyone", "everyone", Instant.now().minusSeconds(3_600).toString());

        assertThat(list(app.tokenOf(here, -7_200)).code()).isEqualTo("signed_out");
        assertThat(list(app.tokenOf(here, -1_800)).status()).isEqualTo(200);
    }

    @Test
    void whateverTheOrderTheLatestTimeCounts() throws Exception {
        String person = app.person().toString();
        Instant now = Instant.now();
        signOut("person", person, now.toString());
        assertThat(signOut("person", person, now.minusSeconds(60).toString()).status())
                .isEqualTo(202);
        assertThat(signOut("person", person, now.toString()).status()).isEqualTo(202);

        assertThat(list(app.tokenOf(here, -30)).code()).isEqualTo("signed_out");
        assertThat(list(app.tokenOf(here, 60)).status()).isEqualTo(200);

        signOut("session", here, null);
        signOut("session", here, now.minusSeconds(60).toString());
        assertThat(list(app.tokenOf(here, 60)).code()).isEqualTo("signed_out");
    }

    @Test
    void aSignOutThatAnotherNodeHasHeardEndsTheSocketToo() throws Exception {
        Socket socket = open(app.tokenOf(here, 0));
        socket.subscribe(null);

        try (Connection events = TestDatabase.get().as("vibe_events")) {
            TestDatabase.execute(events, "INSERT INTO vibe.sign_outs VALUES ('" + here + "', 'infinity')");
        }

        assertThat(socket.closeCode()).isEqualTo(SIGNED_OUT);
    }

    @Test
    void whatIsOlderThanADayIsSweptAndNothingElse() throws Exception {
        signOut("session", here, null);
        signOut("session", there, null);
        try (Connection superuser = TestDatabase.get().superuser();
                Connection stream = TestDatabase.get().as("vibe_stream")) {
            TestDatabase.execute(
                    superuser,
                    "UPDATE vibe.sign_outs SET told_at = now() - interval '25 hours' WHERE subject = '" + here + "'");
            TestDatabase.query(stream, "SELECT vibe.sweep_sign_outs(1000)");
        }
        assertThat(list(app.tokenOf(here, 0)).status()).isEqualTo(200);
        assertThat(list(app.tokenOf(there, 0)).code()).isEqualTo("signed_out");
    }

    @Test
    void theContractsEventsAreUnderstood() throws Exception {
        TestIdentity identity = TestCloud.get().identity();
        for (String example : List.of(
                "events/sign-out-session.json", "events/sign-out-app-in-session.json", "events/sign-out-person.json")) {
            Map<String, Object> claims = TestIdentity.claims(Contract.read(example));
            claims.put("iss", identity.issuer());
            assertThat(api.push(identity.sign("secevent+jwt", claims)).status()).isEqualTo(202);
        }
        long before = Instant.parse("2025-12-31T23:59:59Z").getEpochSecond()
                - Instant.now().getEpochSecond();
        assertThat(list(app.tokenOf("e2b7c5aa-5f0d-4d0b-9b53-2a6f6d1f4c77", before))
                        .code())
                .isEqualTo("signed_out");
        assertThat(list(app.tokenOf("e2b7c5aa-5f0d-4d0b-9b53-2a6f6d1f4c77", 0)).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "realm, x, ",
        "session, everyone, ",
        "everyone, x, ",
        "session, '', ",
        "person, x, tomorrow",
        "session, x, 7"
    })
    void whatIsNoSignOutIsRefused(String kind, String id, @Nullable String before) throws Exception {
        Object time = before != null && before.length() == 1 ? Integer.valueOf(before) : before;
        Api.Answer answer = api.push(app.signOut(kind, id, time));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("err").asText()).isEqualTo("invalid_request");
    }

    private Api.Answer signOut(String kind, String id, @Nullable String before) throws Exception {
        return api.push(app.signOut(kind, id, before));
    }

    private Api.Answer list(String token) throws Exception {
        return api.getWith(token, "/v1/documents?type=notes");
    }

    private Api.Answer send(String token, String method, String path, String body) throws Exception {
        return api.send(api.request(path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    private Socket open(String token) {
        Socket socket = Socket.open(api, token, TestApp.ORIGIN);
        sockets.add(socket);
        return socket;
    }
}
