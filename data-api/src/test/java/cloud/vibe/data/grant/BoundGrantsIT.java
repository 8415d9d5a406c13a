package cloud.vibe.data.grant;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestKey;
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

    @Test
    void theProofGoesWithTheToken() throws Exception {
        assertThat(api.tell(app, "active").status()).isEqualTo(202);
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
