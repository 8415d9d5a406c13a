package cloud.vibe.standalone.bench.documents;

import cloud.vibe.standalone.bench.http.KeepAlive;
import cloud.vibe.standalone.bench.http.Request;
import cloud.vibe.standalone.bench.measure.Client;
import cloud.vibe.standalone.kernel.Refusal;
import cloud.vibe.standalone.visitor.ProofKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;

/** One who gets documents by a token that is bound to a key: each time with a new proof (RFC 9449), which is made here, beside the API. */
final class BoundGets implements Client {
    private static final HttpClient FOR_NONCES = HttpClient.newHttpClient();

    private final KeepAlive connection;
    private final String apiUrl;
    private final List<UUID> ids;
    private final Bound bound;
    private String nonce = "";
    private int next;

    /** A token and the key that it is bound to. */
    record Bound(String token, ProofKey key) {}

    BoundGets(KeepAlive connection, String apiUrl, List<UUID> ids, Bound bound) {
        this.connection = connection;
        this.apiUrl = apiUrl;
        this.ids = ids;
        this.bound = bound;
    }

    @Override
    public void ask() throws Exception {
        String path = "/v1/documents/" + ids.get(next);
        next = (next + 1) % ids.size();
        if (nonce.isEmpty() || !connection.ask(request(path)).isGood()) {
            // Nonces take turns of a minute.
            nonce = nonceFor(path);
            Operation.good(connection, request(path));
        }
    }

    private Request request(String path) {
        return Request.getBound(path, bound.token(), proof(path));
    }

    private String proof(String path) {
        return bound.key().proof("GET", apiUrl + path, bound.token(), nonce);
    }

    private String nonceFor(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(apiUrl + path))
                .header("Authorization", "DPoP " + bound.token())
                .header("DPoP", proof(path))
                .build();
        return FOR_NONCES
                .send(request, BodyHandlers.discarding())
                .headers()
                .firstValue("DPoP-Nonce")
                .orElseThrow(() -> new Refusal("The API gives no nonce for proofs: see its log."));
    }
}
