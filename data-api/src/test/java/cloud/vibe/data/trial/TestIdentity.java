package cloud.vibe.data.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** An identity side that owns its key: serves its public keys over real HTTP and signs whatever a test wants signed. */
public final class TestIdentity {
    private final HttpServer server;
    private final RSAKey key = newKey("first");
    private final List<JWK> published = new CopyOnWriteArrayList<>(List.of(key.toPublicJWK()));
    private final AtomicInteger fetches = new AtomicInteger();
    private final Map<String, Keeper> keepers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    public TestIdentity() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/realms/vibe/protocol/openid-connect/certs", exchange -> {
            fetches.incrementAndGet();
            byte[] body = new JWKSet(List.copyOf(published)).toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.createContext("/realms/vibe/vibe/grants/", exchange -> {
            String app = exchange.getRequestURI().getRawPath().split("/", -1)[5];
            asked.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestURI().getRawPath() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization")
                    + exchange.getRequestHeaders().getOrDefault("DPoP", List.of()).stream()
                            .map(proof -> " " + proof)
                            .collect(Collectors.joining()));
            // Says that it is done, and tells nobody, unless a test says what happens.
            keepers.getOrDefault(app, Change::answerDone).handle(new Change(exchange));
        });
        server.createContext("/realms/vibe/vibe/sign-in", exchange -> {
            Change change = new Change(exchange);
            keepers.getOrDefault(change.grantOfAsker(), unasked -> unasked.answer(403, ""))
                    .handle(change);
        });
        // One that is slow keeps no other waiting.
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** Somebody asks for a change of a grant. */
    public record Change(HttpExchange exchange) {
        private void answerDone() throws IOException {
            answer(200, "{\"id\":\"" + grantOfAsker() + "\",\"version\":1}");
        }

        private String grantOfAsker() throws IOException {
            String token =
                    exchange.getRequestHeaders().getFirst("Authorization").split(" ", 2)[1];
            try {
                return String.valueOf(
                        JWSObject.parse(token).getPayload().toJSONObject().get("grant"));
            } catch (ParseException e) {
                throw new IOException(e);
            }
        }

        public void answer(int status, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }
    }

    /** Who keeps an app's grants. */
    @FunctionalInterface
    public interface Keeper {
        void handle(Change change) throws IOException;
    }

    /** Has the changes of this app's grants answered so. */
    public void keeps(TestApp app, Keeper keeper) {
        keepers.put(app.app().toString(), keeper);
    }

    /** Has the end of this app's sign-ins answered so. */
    public void signsOut(TestApp app, Keeper keeper) {
        keepers.put(app.grant().toString(), keeper);
    }

    /** What was asked of this app's grants: method, path, Authorization, and proofs where there are any. */
    public List<String> asked(TestApp app) {
        return asked.stream()
                .filter(line -> line.contains(app.app().toString()))
                .toList();
    }

    public static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public String issuer() {
        return "http://localhost:" + server.getAddress().getPort() + "/realms/vibe";
    }

    public RSAKey key() {
        return key;
    }

    public void publish(JWK other) {
        published.add(other.toPublicJWK());
    }

    public int fetches() {
        return fetches.get();
    }

    public void stop() {
        server.stop(0);
    }

    public String sign(String type, Map<String, Object> claims) {
        return sign(key, type, claims);
    }

    public static String sign(RSAKey key, String type, Map<String, Object> claims) {
        try {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                    .keyID(key.getKeyID())
                    .type(new JOSEObjectType(type))
                    .build();
            JWSObject jws = new JWSObject(header, new Payload(claims));
            jws.sign(new RSASSASigner(key));
            return jws.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The claims of a contract's example, for the test to change. */
    public static Map<String, Object> claims(JsonNode example) {
        return Contract.JSON.convertValue(
                example,
                Contract.JSON
                        .getTypeFactory()
                        .constructMapType(java.util.LinkedHashMap.class, String.class, Object.class));
    }
}
