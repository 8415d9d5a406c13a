package cloud.vibe.data.change;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Socket;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ends or narrows a socket that is open, and what keeps it open. */
final class HubEndsIT {
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:read", "notes:write");
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void closeSockets() {
        sockets.forEach(Socket::close);
    }

    @Test
    void aRevocationEndsTheSocket() throws Exception {
        api.tell(app, "active");
        Socket socket = open(app);
        socket.subscribe(null);
        Socket idle = open(app);

        api.tell(app.at(2), "revoked");

        assertThat(socket.closeCode()).isEqualTo(4403);
        assertThat(idle.closeCode()).isEqualTo(4403);
        assertThat(open(app).closeCode()).isEqualTo(4403);
    }

    @Test
    void aRevocationThatAnotherNodeHasHeardEndsTheSocketToo() throws Exception {
        api.tell(app, "active");
        Socket socket = open(app);
        socket.subscribe(null);

        try (Connection events = TestDatabase.get().as("vibe_events")) {
            TestDatabase.execute(
                    events,
                    "UPDATE vibe.app_user_grants SET version = 2, not_before_version = 2, status = 'revoked' WHERE id = '"
                            + app.grant() + "'");
        }

        assertThat(socket.closeCode()).isEqualTo(4403);
    }

    @Test
    void aNarrowedGrantNarrowsTheSocket() throws Exception {
        TestApp two = app.with("notes:write", "other:write");
        api.tell(two, "active");
        Socket socket = open(two);
        socket.send("{\"action\":\"subscribe\",\"id\":\"s\",\"types\":[\"notes\",\"other\"]}");
        socket.next();

        api.tell(app.with("other:read").at(2), "active");
        api.create(app.at(3), "not to be heard");
        Api.Answer other = api.post(app.with("other:write").at(3), "{\"type\":\"other\",\"data\":{}}");

        assertThat(socket.next().at("/document/id").asText()).isEqualTo(other.id());
    }

    @Test
    void anExpiredTokenEndsTheSocketUnlessItIsRenewed() throws Exception {
        String shortLived = app.token(claims -> claims.put("exp", Instant.now().getEpochSecond() + 3));
        Socket left = open(shortLived);
        Socket renewed = open(shortLived);
        renewed.send("{\"action\":\"renew\",\"token\":\"" + app.token() + "\"}");
        renewed.subscribe(null);

        assertThat(left.closeCode()).isEqualTo(4401);

        Api.Answer later = api.create(app, "later");
        assertThat(renewed.next().at("/document/id").asText()).isEqualTo(later.id());
    }

    @Test
    void aTokenOfSomebodyElseRenewsNothing() throws Exception {
        Socket socket = open(app);
        socket.send("{\"action\":\"renew\",\"token\":\""
                + TestCloud.get().app("*:write").token() + "\"}");
        assertThat(socket.closeCode()).isEqualTo(4400);

        Socket other = open(app);
        other.send("{\"action\":\"renew\",\"token\":\"forged\"}");
        assertThat(other.closeCode()).isEqualTo(4401);
    }

    @Test
    void theEndOfAGrantEndsTheSocketWhoseTokenIsStillGood() throws Exception {
        Instant end = Instant.now().plusSeconds(3);
        api.push(app.event("active", state -> state.put("expires_at", end.toString())));
        Socket told = open(app.token());
        told.subscribe(null);
        // The event has not come yet: the token says it as well.
        TestApp unheard = TestCloud.get().app("notes:read");
        Socket byToken = open(unheard.token(claims -> claims.put("grant_until", end.getEpochSecond())));
        byToken.subscribe(null);

        assertThat(told.closeCode()).isEqualTo(4403);
        assertThat(byToken.closeCode()).isEqualTo(4403);
        assertThat(api.create(app, "too late").code()).isEqualTo("grant_revoked");
    }

    private Socket open(TestApp caller) {
        return open(caller.token());
    }

    private Socket open(String token) {
        Socket socket = Socket.open(api, token, TestApp.ORIGIN);
        sockets.add(socket);
        return socket;
    }
}
