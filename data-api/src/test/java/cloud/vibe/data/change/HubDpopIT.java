package cloud.vibe.data.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Contract;
import cloud.vibe.data.trial.Socket;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestKey;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sockets of tokens that are bound to a key. */
final class HubDpopIT {
    private static final String PATH = "/v1/hub/documents";
    private static final int TOKEN_EXPIRED = 4401;
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:read", "notes:write");
    private final TestKey key = TestKey.create();
    private final String token = key.tokenOf(app);
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void closeSockets() {
        sockets.forEach(Socket::close);
    }

    @Test
    void aSocketIsOpenedWithAProofOfItsUpgrade() throws Exception {
        Socket socket = open(token, key.proof("GET", PATH, token, nonce()));
        socket.subscribe(null);
        Api.Answer created = api.create(app, "heard");

        assertThat(socket.next().at("/document/id").asText()).isEqualTo(created.id());
    }

    @Test
    void anUpgradeWithoutTheRightProofIsRefusedAndTellsANonce() throws Exception {
        HttpResponse<?> stale = refusal(token, key.proof("GET", PATH, token, "of-nobody"));
        assertThat(stale.statusCode()).isEqualTo(401);
        assertThat(stale.headers().firstValue("WWW-Authenticate").orElse(""))
                .startsWith("DPoP")
                .contains("use_dpop_nonce");
        String nonce = stale.headers().firstValue("DPoP-Nonce").orElseThrow();

        String proof = key.proof("GET", PATH, token, nonce);
        open(token, proof).subscribe(null);
        assertThat(refusal(token, proof).statusCode()).isEqualTo(401);
        assertThat(refusal(token, key.proof("GET", "/v1/documents", token, nonce))
                        .statusCode())
                .isEqualTo(401);
        assertThat(refusal(token, key.proof("POST", PATH, token, nonce)).statusCode())
                .isEqualTo(401);
        assertThat(refusal(token, TestKey.create().proof("GET", PATH, token, nonce))
                        .statusCode())
                .isEqualTo(401);
        String bearer = app.token();
        assertThat(refusal(bearer, key.proof("GET", PATH, bearer, nonce)).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aBoundTokenIsNoBearerOnASocketEither() {
        assertThatThrownBy(() -> Socket.open(api, token, TestApp.ORIGIN))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
    }

    @Test
    void aRenewalBringsAProofOfTheNewTokenAndIsToldANonce() throws Exception {
        String shortLived =
                key.tokenOf(app, claims -> claims.put("exp", Instant.now().getEpochSecond() + 4));
        Socket left = open(shortLived, key.proof("GET", PATH, shortLived, nonce()));
        Socket renewed = open(shortLived, key.proof("GET", PATH, shortLived, nonce()));

        renewed.send(renewal(token, key.proof("GET", PATH, token, "of-nobody")));
        JsonNode told = renewed.next();
        assertThat(told.path("event")).isEqualTo(Contract.read("hub/nonce.json").path("event"));
        renewed.send(
                renewal(token, key.proof("GET", PATH, token, told.path("nonce").asText())));
        renewed.subscribe(null);

        assertThat(left.closeCode()).isEqualTo(TOKEN_EXPIRED);
        Api.Answer later = api.create(app, "later");
        assertThat(renewed.next().at("/document/id").asText()).isEqualTo(later.id());
    }

    @Test
    void aRenewalWithAWrongProofEndsTheSocket() throws Exception {
        for (String wrong : List.of(
                "{\"action\":\"renew\",\"token\":\"" + token + "\"}",
                renewal(token, TestKey.create().proof("GET", PATH, token, nonce())),
                renewal(token, key.proof("GET", PATH, token + "x", nonce())))) {
            Socket socket = open(token, key.proof("GET", PATH, token, nonce()));
            socket.send(wrong);
            assertThat(socket.closeCode()).isEqualTo(TOKEN_EXPIRED);
        }
    }

    private Socket open(String which, String proof) {
        Socket socket = Socket.openBound(api, which, proof);
        sockets.add(socket);
        return socket;
    }

    private HttpResponse<?> refusal(String which, String proof) {
        try {
            open(which, proof);
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse();
            }
            throw e;
        }
        throw new AssertionError("the socket was opened");
    }

    private String nonce() throws Exception {
        return api.send(api.request("/v1/documents?type=notes")
                        .header("Authorization", "DPoP " + token)
                        .header("DPoP", key.proof("GET", "/v1/documents", token, "of-nobody")))
                .header("DPoP-Nonce");
    }

    private static String renewal(String which, String proof) {
        return "{\"action\":\"renew\",\"token\":\"" + which + "\",\"proof\":\"" + proof + "\"}";
    }
}
