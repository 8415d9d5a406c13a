package cloud.vibe.standalone.bench.console;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Json;
import cloud.vibe.standalone.kernel.Refusal;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The admin REST API of one realm. Not for several threads. */
public final class AdminApi {
    private static final int OK = 200;
    // An admin's token lives for a minute.
    private static final long TOKEN_NANOS = 30_000_000_000L;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Endpoints endpoints;
    private final String password;
    private String token = "";
    private long tokenSince;

    /**
     * Somebody in the console.
     *
     * @param password of the user {@code admin}
     */
    public AdminApi(Endpoints endpoints, String password) {
        this.endpoints = endpoints;
        this.password = password;
    }

    /** Reads what is at a path below the realm. */
    public JsonNode get(String path) throws IOException, InterruptedException {
        return Json.MAPPER.readTree(send("GET", path, null, OK));
    }

    /**
     * Asks for anything.
     *
     * @throws Refusal if the answer has another status
     */
    public String send(String method, String path, @Nullable JsonNode body, int expected)
            throws IOException, InterruptedException {
        return send(request(method, path, body), expected);
    }

    /** The same, made ahead: signing in is no part of it any more. */
    public HttpRequest request(String method, String path, @Nullable JsonNode body)
            throws IOException, InterruptedException {
        return HttpRequest.newBuilder(URI.create(endpoints.identity() + "/admin/realms/" + Endpoints.REALM + path))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
                .build();
    }

    /**
     * Sends what was made ahead.
     *
     * @throws Refusal if the answer has another status
     */
    public String send(HttpRequest request, int expected) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != expected) {
            throw new Refusal("Keycloak's admin API answered " + answer.statusCode() + " to " + request.uri() + ": "
                    + answer.body());
        }
        return answer.body();
    }

    private String token() throws IOException, InterruptedException {
        if (token.isEmpty() || System.nanoTime() - tokenSince > TOKEN_NANOS) {
            String form = "grant_type=password&client_id=admin-cli&username=admin&password="
                    + URLEncoder.encode(password, StandardCharsets.UTF_8);
            String answer = send(
                    HttpRequest.newBuilder(
                                    URI.create(endpoints.identity() + "/realms/master/protocol/openid-connect/token"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString(form))
                            .build(),
                    OK);
            token = Json.MAPPER.readTree(answer).path("access_token").asText();
            tokenSince = System.nanoTime();
        }
        return token;
    }
}
