package cloud.vibe.data.grant;

import cloud.vibe.data.caller.Callers;
import cloud.vibe.data.caller.ProvenRequest;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * What the caller has been let in with, to be handed on to the identity side, which decides by it once more. A proof names the URL and the
 * method of the request here: the identity side takes it for the same change, and for no other.
 *
 * @param proof missing where the token is not bound to a key: what else stands in that header was never looked at
 */
record CallersToken(String authorization, @Nullable String proof) {
    static CallersToken in(HttpHeaders headers) {
        String authorization = headers.getHeaderString(HttpHeaders.AUTHORIZATION);
        return new CallersToken(
                authorization, Callers.isProven(authorization) ? headers.getHeaderString(ProvenRequest.PROOF) : null);
    }

    HttpRequest.Builder handOn(HttpRequest.Builder request) {
        request.header(HttpHeaders.AUTHORIZATION, authorization);
        return proof == null ? request : request.header(ProvenRequest.PROOF, proof);
    }

    @Override
    public String toString() {
        return "a caller's token";
    }
}
