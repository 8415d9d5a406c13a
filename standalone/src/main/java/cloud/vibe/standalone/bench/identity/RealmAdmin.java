package cloud.vibe.standalone.bench.identity;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Json;
import cloud.vibe.standalone.kernel.Refusal;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fills the realm of one Keycloak by its admin REST API. */
final class RealmAdmin {
    private static final int BATCH = 100;
    private static final List<String> PERMISSIONS = List.of("notes:read", "notes:write");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Endpoints endpoints;
    private final String adminPassword;
    private int people;

    RealmAdmin(Endpoints endpoints, String adminPassword) {
        this.endpoints = endpoints;
        this.adminPassword = adminPassword;
    }

    /** Somebody who has never signed in. */
    record Person(String email, String password) {}

    List<Person> newPeople(int count) throws Exception {
        List<Person> made = new ArrayList<>();
        while (made.size() < count) {
            ObjectNode batch = Json.MAPPER.createObjectNode().put("ifResourceExists", "FAIL");
            for (int i = 0; i < BATCH && made.size() < count; i++) {
                Person person = new Person("person-" + people++ + "@example.com", "a-long-enough-one");
                ObjectNode user = batch.withArray("users")
                        .addObject()
                        .put("username", person.email())
                        .put("email", person.email())
                        .put("emailVerified", true)
                        .put("enabled", true)
                        .put("firstName", "Robin")
                        .put("lastName", "Tester");
                user.withArray("credentials")
                        .addObject()
                        .put("type", "password")
                        .put("value", person.password());
                made.add(person);
            }
            send("POST", "/partialImport", batch, 200);
        }
        return made;
    }

    /** The sample app as Keycloak's own consent screen knows it: what it needs is asked of everybody. */
    void makeStockApp() throws Exception {
        ObjectNode app = Json.MAPPER
                .createObjectNode()
                .put("clientId", Endpoints.CLIENT_ID)
                .put("publicClient", true)
                .put("standardFlowEnabled", true)
                .put("directAccessGrantsEnabled", false)
                .put("consentRequired", true)
                .put("fullScopeAllowed", false);
        app.withArray("redirectUris").add(endpoints.app() + "/callback");
        app.withObject("/attributes").put("pkce.code.challenge.method", "S256");
        send("POST", "/clients", app, 201);
        String id = get("/clients?clientId=" + Endpoints.CLIENT_ID)
                .path(0)
                .path("id")
                .asText();
        for (String permission : PERMISSIONS) {
            makeScope(permission);
        }
        Map<String, String> scopes = scopes();
        send("PUT", "/clients/" + id + "/default-client-scopes/" + scopes.get("notes:read"), null, 204);
        send("PUT", "/clients/" + id + "/optional-client-scopes/" + scopes.get("notes:write"), null, 204);
    }

    /** As many more apps, each with two permissions of its own. */
    void makeApps(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            makeScope("app" + i + ".data:read");
            makeScope("app" + i + ".data:write");
        }
        for (int first = 0; first < count; first += BATCH) {
            ObjectNode batch = Json.MAPPER.createObjectNode().put("ifResourceExists", "FAIL");
            ArrayNode clients = batch.withArray("clients");
            for (int i = first; i < Math.min(count, first + BATCH); i++) {
                ObjectNode app = clients.addObject()
                        .put("clientId", "app-" + i)
                        .put("name", "App " + i)
                        .put("publicClient", true)
                        .put("standardFlowEnabled", true)
                        .put("directAccessGrantsEnabled", false)
                        .put("consentRequired", true)
                        .put("fullScopeAllowed", false);
                app.withArray("redirectUris").add("https://app" + i + ".example/callback");
                app.withObject("/attributes").put("pkce.code.challenge.method", "S256");
                app.withArray("defaultClientScopes").add("basic").add("vibe").add("app" + i + ".data:read");
                app.withArray("optionalClientScopes").add("app" + i + ".data:write");
            }
            send("POST", "/partialImport", batch, 200);
        }
    }

    private void makeScope(String name) throws Exception {
        ObjectNode scope = Json.MAPPER.createObjectNode().put("name", name).put("protocol", "openid-connect");
        scope.withObject("/attributes").put("include.in.token.scope", "true").put("display.on.consent.screen", "true");
        send("POST", "/client-scopes", scope, 201);
    }

    private Map<String, String> scopes() throws Exception {
        Map<String, String> scopes = new HashMap<>();
        get("/client-scopes")
                .forEach(scope ->
                        scopes.put(scope.path("name").asText(), scope.path("id").asText()));
        return scopes;
    }

    private JsonNode get(String path) throws Exception {
        return Json.MAPPER.readTree(send("GET", path, null, 200));
    }

    private String send(String method, String path, @org.jspecify.annotations.Nullable JsonNode body, int expected)
            throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(endpoints.identity() + "/admin/realms/" + Endpoints.REALM + path))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        return requireStatus(client.send(request, HttpResponse.BodyHandlers.ofString()), expected);
    }

    // An admin's token lives for a minute, and filling a realm takes longer.
    private String token() throws IOException, InterruptedException {
        String form = "grant_type=password&client_id=admin-cli&username=admin&password="
                + URLEncoder.encode(adminPassword, StandardCharsets.UTF_8);
        if (System.nanoTime() - tokenSince > TOKEN_NANOS || token.isEmpty()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(
                                    URI.create(endpoints.identity() + "/realms/master/protocol/openid-connect/token"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(form))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            token = Json.MAPPER
                    .readTree(requireStatus(response, 200))
                    .path("access_token")
                    .asText();
            tokenSince = System.nanoTime();
        }
        return token;
    }

    private static final long TOKEN_NANOS = 30_000_000_000L;
    private String token = "";
    private long tokenSince;

    private static String requireStatus(HttpResponse<String> response, int expected) {
        if (response.statusCode() != expected) {
            throw new Refusal("Keycloak's admin API answered " + response.statusCode() + " to "
                    + response.request().uri() + ": " + response.body());
        }
        return response.body();
    }
}
