package cloud.vibe.data.grant;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.server.TestProcess;
import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Socket;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Two nodes on one database: what either of them is told, both obey. */
final class NodesIT {
    private static final int TAKEN_BACK = 4403;
    private static final int SIGNED_OUT = 4402;
    private static final TestProcess SECOND = start();

    private final Api here = TestCloud.get().api();
    private final Api there = new Api(SECOND.port());
    private final TestApp app = TestCloud.get().app("notes:read", "notes:write");

    private static TestProcess start() {
        try {
            return TestProcess.start(TestCloud.environment(TestCloud.get().identity()));
        } catch (Exception e) {
            throw new IllegalStateException("the second node does not start", e);
        }
    }

    @AfterAll
    static void stopTheOther() {
        SECOND.stop();
    }

    @Test
    void aRevocationThatOneIsToldEndsEverythingAtBoth() throws Exception {
        here.tell(app, "active");
        Socket atOne = listening(here, app);
        Socket atOther = listening(there, app);
        assertThat(there.create(app, "good at the other").status()).isEqualTo(201);

        here.tell(app.at(2), "revoked");

        assertThat(there.create(app, "too late").code()).isEqualTo("grant_revoked");
        assertThat(here.create(app, "too late").code()).isEqualTo("grant_revoked");
        assertThat(atOther.closeCode()).isEqualTo(TAKEN_BACK);
        assertThat(atOne.closeCode()).isEqualTo(TAKEN_BACK);
    }

    @Test
    void whatComesLateAtTheOtherBringsNothingBack() throws Exception {
        here.tell(app, "active");
        here.tell(app.at(3), "revoked");

        there.tell(app.at(2), "active");

        assertThat(there.create(app, "no").code()).isEqualTo("grant_revoked");
        assertThat(here.create(app, "no").code()).isEqualTo("grant_revoked");
    }

    @Test
    void whatIsNarrowedAtTheOtherIsLostAtBoth() throws Exception {
        here.tell(app, "active");
        assertThat(here.create(app, "before").status()).isEqualTo(201);

        there.tell(app.with("notes:read").at(2), "active");

        assertThat(here.create(app, "after").code()).isEqualTo("permission_missing");
        assertThat(there.create(app, "after").code()).isEqualTo("permission_missing");
        assertThat(here.get(app, "/v1/documents?type=notes").status()).isEqualTo(200);
    }

    @Test
    void aSignOutThatOneIsToldEndsTheSocketAtTheOther() throws Exception {
        String session = UUID.randomUUID().toString();
        String token = app.tokenOf(session, 0);
        Socket socket = Socket.open(there, token, TestApp.ORIGIN);
        socket.subscribe(null);

        assertThat(here.push(app.signOut("session", session, null)).status()).isEqualTo(202);

        assertThat(socket.closeCode()).isEqualTo(SIGNED_OUT);
        assertThat(there.send(there.request("/v1/documents?type=notes").header("Authorization", "Bearer " + token))
                        .code())
                .isEqualTo("signed_out");
    }

    private static Socket listening(Api node, TestApp app) throws InterruptedException {
        Socket socket = Socket.open(node, app);
        socket.subscribe(null);
        return socket;
    }
}
