package cloud.vibe.data.caller;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestKey;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.function.UnaryOperator;

/** An app with a key of its own, and proofs of it (RFC 9449). */
abstract class DpopTrial {
    static final Api API = TestCloud.get().api();
    static final TestApp APP = TestCloud.get().app("notes:read", "notes:write");
    static final TestKey KEY = TestKey.create();
    static final String TOKEN = KEY.tokenOf(APP);
    static final String PATH = "/v1/documents";
    static final String QUERY = PATH + "?type=notes";
    static final String INVALID = "dpop_proof_invalid";

    static JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
        return change.apply(TestKey.claims("GET", PATH, TOKEN, nonce())).build();
    }

    static JWTClaimsSet right(String nonce) {
        return TestKey.claims("GET", PATH, TOKEN, nonce).build();
    }

    static String nonce() {
        try {
            return list(TOKEN, KEY.proof("GET", PATH, TOKEN, "of-nobody")).header("DPoP-Nonce");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static int status(String proof) {
        try {
            return list(TOKEN, proof).status();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static Api.Answer list(String token, String proof) throws Exception {
        return API.send(bound(QUERY, token, proof));
    }

    static Api.Answer send(String method, String path, String json) throws Exception {
        HttpRequest.Builder request = bound(path, TOKEN, KEY.proof(method, path, TOKEN, nonce()))
                .method(method, BodyPublishers.ofString(json));
        return API.send(json.isEmpty() ? request : request.header("Content-Type", "application/json"));
    }

    static HttpRequest.Builder bound(String path, String token, String proof) {
        return API.request(path).header("Authorization", "DPoP " + token).header("DPoP", proof);
    }
}
