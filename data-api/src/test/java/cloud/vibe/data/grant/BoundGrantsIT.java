package cloud.vibe.data.grant;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A token that is bound to a key is handed on with the proof that came with it (RFC 9449). */
final class BoundGrantsIT {
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:write");
    private final TestKey key = TestKey.create();
    private final String token = key.tokenOf(app);

    private Api.Answer delete(String path, String proof) throws Exception {
        return api.send(api.request(path)
                .header("Authorization", "DPoP " + token)
                .header("DPoP", proof)
                .DELETE());
    }

    @BeforeEach
    void itIsLetIn() throws Exception {
        assertThat(api.tell(app, "active").status()).isEqualTo(202);
    }

    private String nonce() throws Exception {
        String path = "/v1/grants/" + app.app();
        return delete(path, key.proof("DELETE", path, token, "of-nobody")).header("DPoP-Nonce");
    }

    @Test
    void soItDoesForOnePermission() throws Exception {
        String path = "/v1/grants/" + app.app() + "/permissions/notes:write";
        String proof = key.proof("DELETE", path, token, nonce());
        assertThat(delete(path, proof).status()).isIn(202, 204);
        assertThat(TestCloud.get().identity().asked(app))
                .singleElement()
                .asString()
                .endsWith(token + " " + proof);
    }

    @Test
    void andWhereTheAppSignsItselfOut() throws Exception {
        List<String> shown = new ArrayList<>();
        TestCloud.get().identity().signsOut(app, change -> {
            shown.addAll(change.exchange().getRequestHeaders().get("DPoP"));
            change.answer(204, "");
        });
        String proof = key.proof("DELETE", "/auth/revoke", token, nonce());
        assertThat(delete("/auth/revoke", proof).status()).isEqualTo(202);
        assertThat(shown).containsExactly(proof);
    }

    /** What stands in the header beside a bearer token was looked at by nobody. */
    @Test
    void aBearerTokenGoesAlone() throws Exception {
        api.send(api.request("/v1/grants/" + app.app())
                .header("Authorization", "Bearer " + app.token())
                .header("DPoP", "anything")
                .DELETE());
        assertThat(TestCloud.get().identity().asked(app))
                .singleElement()
                .asString()
                .contains(" Bearer ")
                .doesNotContain("anything");
    }

    @Test
    void theProofGoesWithTheToken() throws Exception {
        String path = "/v1/grants/" + app.app();
        Api.Answer first = delete(path, key.proof("DELETE", path, token, "of-nobody"));
        assertThat(first.code()).isEqualTo("dpop_nonce_required");
        assertThat(TestCloud.get().identity().asked(app)).isEmpty();
        String proof = key.proof("DELETE", path, token, first.header("DPoP-Nonce"));

        assertThat(delete(path, proof).status()).isEqualTo(202);

        assertThat(TestCloud.get().identity().asked(app))
                .containsExactly("DELETE /realms/vibe/vibe/grants/" + app.app() + " DPoP " + token + " " + proof);
        assertThat(delete(path, proof).code()).isEqualTo("dpop_proof_invalid");
        assertThat(TestCloud.get().identity().asked(app)).hasSize(1);
    }
}
