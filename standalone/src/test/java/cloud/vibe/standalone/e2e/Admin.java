package cloud.vibe.standalone.e2e;

import cloud.vibe.standalone.kernel.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Somebody in the Keycloak console. */
final class Admin {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final RunningCloud.Stack stack;

    Admin(RunningCloud.Stack stack) {
        this.stack = stack;
    }

    /** A person of the test's own. */
    record Person(String id, String email, String password) {}

    Person newPerson() {
        String email = "person-" + UUID.randomUUID() + "@example.com";
        String password = "a-long-enough-one";
        HttpResponse<String> response = send("POST", "/users", """
                {"username": "%1$s", "email": "%1$s", "emailVerified": true, "enabled": true, "firstName": "Robin",
                 "lastName": "Tester", "credentials": [{"type": "password", "value": "%2$s", "temporary": false}]}
                """.formatted(email, password));
        require(response, 201);
        String location = response.headers().firstValue("Location").orElseThrow();
        return new Person(location.substring(location.lastIndexOf('/') + 1), email, password);
    }

    /** Makes a client as an admin does in the console who switches off whatever can be switched off. */
    String newCarelessApp(String redirectUri) {
        String clientId = "careless-" + UUID.randomUUID();
        require(send("POST", "/clients", """
                {"clientId": "%s", "publicClient": true, "standardFlowEnabled": true, "consentRequired": false,
                 "directAccessGrantsEnabled": false, "redirectUris": ["%s"], "attributes": {"pkce.code.challenge.method": ""}}
                """.formatted(clientId, redirectUri)), 201);
        return clientId;
    }

    /** A public app that wants to read notes, and would like to write them; it may require its own tokens to be bound to a key. */
    String newStandardApp(String redirectUri, String afterLogout, boolean isDpopRequired) {
        String clientId = "standard-" + UUID.randomUUID();
        require(send("POST", "/clients", """
                {"clientId": "%s", "publicClient": true, "standardFlowEnabled": true, "redirectUris": ["%s"],
                 "attributes": {"post.logout.redirect.uris": "%s", "dpop.bound.access.tokens": "%s"},
                 "defaultClientScopes": ["acr", "basic", "notes:read", "vibe", "web-origins"],
                 "optionalClientScopes": ["email", "notes:write", "profile"]}
                """.formatted(clientId, redirectUri, afterLogout, isDpopRequired)), 201);
        return clientId;
    }

    /** The status of an attempt to register an app with this address. */
    int tryToRegister(String redirectUri) {
        return send("POST", "/clients", """
                {"clientId": "app-%s", "publicClient": true, "redirectUris": ["%s"]}
                """.formatted(UUID.randomUUID(), redirectUri))
                .statusCode();
    }

    void setRealmAttribute(String name, String value) {
        // An attribute that is not among those that are sent is removed.
        ObjectNode change = Json.MAPPER.createObjectNode().set("attributes", get("").path("attributes"));
        change.withObject("attributes").put(name, value);
        require(send("PUT", "", change.toString()), 204);
    }

    /** A confidential client without any pages, which asks for tokens by its own secret. */
    record Sibling(String clientId, String secret) {}

    /** Makes a sibling of an app, or one of no app where the name is empty, with a permission of its own making. */
    Sibling newSibling(String app, String permission) {
        String clientId = "server-" + UUID.randomUUID();
        require(send("POST", "/clients", """
                {"clientId": "%1$s", "publicClient": false, "standardFlowEnabled": false, "serviceAccountsEnabled": true,
                 "secret": "%1$s-secret", "attributes": {"vibe.app": "%2$s"}}
                """.formatted(clientId, app)), 201);
        HttpResponse<String> scope = send("POST", "/client-scopes", """
                {"name": "%s", "protocol": "openid-connect"}
                """.formatted(permission));
        if (scope.statusCode() != 409) {
            require(scope, 201);
        }
        String scopeId = "";
        for (JsonNode known : get("/client-scopes")) {
            scopeId = known.path("name").asText().equals(permission)
                    ? known.path("id").asText()
                    : scopeId;
        }
        String id = get("/clients?clientId=" + clientId).path(0).path("id").asText();
        require(send("PUT", "/clients/" + id + "/default-client-scopes/" + scopeId, "{}"), 204);
        return new Sibling(clientId, clientId + "-secret");
    }

    HttpResponse<String> create(String path, String json) {
        return send("POST", path, json);
    }

    int removeConsent(Person person, String clientId) {
        return send("DELETE", "/users/" + person.id() + "/consents/" + clientId, "")
                .statusCode();
    }

    /** Has the person do something at the next sign-in, as the console's "required user actions" do. */
    void requireOf(Person person, String action) {
        require(send("PUT", "/users/" + person.id(), "{\"requiredActions\": [\"" + action + "\"]}"), 204);
    }

    void enable(Person person, boolean enabled) {
        require(send("PUT", "/users/" + person.id(), "{\"enabled\": " + enabled + "}"), 204);
    }

    void enableApp(String clientId, boolean enabled) {
        String id = get("/clients?clientId=" + clientId).path(0).path("id").asText();
        require(
                send("PUT", "/clients/" + id, "{\"clientId\": \"" + clientId + "\", \"enabled\": " + enabled + "}"),
                204);
    }

    /** Signs a person out everywhere. */
    void signOut(Person person) {
        require(send("POST", "/users/" + person.id() + "/logout", ""), 204);
    }

    void endSession(String session) {
        require(send("DELETE", "/sessions/" + session, ""), 204);
    }

    void resetPassword(Person person, String password) {
        require(send("PUT", "/users/" + person.id() + "/reset-password", """
                {"type": "password", "value": "%s", "temporary": false}
                """.formatted(password)), 204);
    }

    int deletePerson(Person person) {
        return send("DELETE", "/users/" + person.id(), "").statusCode();
    }

    JsonNode get(String path) {
        HttpResponse<String> response = send("GET", path, "");
        require(response, 200);
        return read(response.body());
    }

    private HttpResponse<String> send(String method, String path, String json) {
        return send(HttpRequest.newBuilder(URI.create(stack.endpoints().identity() + "/admin/realms/vibe" + path))
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token())
                .build());
    }

    /** Leaves the console. */
    void leave() {
        String refresh = tokens().path("refresh_token").asText();
        require(
                send(HttpRequest.newBuilder(URI.create(
                                stack.endpoints().identity() + "/realms/master/protocol/openid-connect/logout"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("client_id=admin-cli&refresh_token=" + refresh))
                        .build()),
                204);
    }

    private String token() {
        return tokens().path("access_token").asText();
    }

    private JsonNode tokens() {
        JsonNode admin = stack.json().path("admin");
        HttpResponse<String> response = send(HttpRequest.newBuilder(
                        URI.create(stack.endpoints().identity() + "/realms/master/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=password&client_id=admin-cli&username="
                        + admin.path("username").asText() + "&password="
                        + URLEncoder.encode(admin.path("password").asText(), StandardCharsets.UTF_8)))
                .build());
        require(response, 200);
        return read(response.body());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode read(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(HttpResponse<String> response, int status) {
        if (response.statusCode() != status) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
    }
}
