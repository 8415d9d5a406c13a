package cloud.vibe.standalone.e2e;

import cloud.vibe.standalone.kernel.Json;
import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

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

    /** An app with a callback of its own, below that of the sample. */
    record App(String id, String clientId, String redirectUri) {
        /** Somebody who signs in to it. */
        Visitor visitor(RunningCloud.Stack stack) {
            return new Visitor(stack.endpoints(), clientId, redirectUri);
        }

        /** Lets somebody sign in to it and allow all that is asked for, for so long. */
        Tokens letIn(RunningCloud.Stack stack, Person who, String scope, String duration) {
            Visitor visitor = visitor(stack);
            IdentityPage consent = visitor.logIn(visitor.authorize(scope, Map.of()), who.email(), who.password());
            return visitor.redeem(visitor.decide(consent, "allow", consent.options(), duration)
                    .answer("code"));
        }
    }

    /** Makes an app that needs one permission and would like another. */
    App newApp(String required, String optional) {
        String clientId = "app-" + UUID.randomUUID();
        String redirectUri = stack.endpoints().app() + "/" + clientId;
        require(
                send("POST", "/clients", """
                {"clientId": "%1$s", "name": "The %1$s", "publicClient": true, "standardFlowEnabled": true, "redirectUris": ["%2$s"],
                 "attributes": {"publisher": "Tests"}, "webOrigins": ["%3$s"],
                 "defaultClientScopes": ["acr", "basic", "vibe", "web-origins", "%4$s"],
                 "optionalClientScopes": ["email", "profile", "%5$s"]}
                """.formatted(
                                clientId, redirectUri, stack.endpoints().app(), required, optional)),
                201);
        return new App(clientUuid(clientId), clientId, redirectUri);
    }

    String clientUuid(String clientId) {
        return get("/clients?clientId=" + clientId).path(0).path("id").asText();
    }

    /** A permission that is nobody else's; the id of its client scope. */
    String newPermission(String name) {
        require(send("POST", "/client-scopes", """
                {"name": "%s", "protocol": "openid-connect",
                 "attributes": {"include.in.token.scope": "true", "display.on.consent.screen": "true"}}
                """.formatted(name)), 201);
        for (JsonNode known : get("/client-scopes")) {
            if (known.path("name").asText().equals(name)) {
                return known.path("id").asText();
            }
        }
        throw new AssertionError("the scope " + name + " is not there");
    }

    int delete(String path) {
        return send("DELETE", path, "").statusCode();
    }

    /** What is remembered of a grant, from its first version on: status, cause and where it was done. */
    List<String> history(String grant) {
        List<String> history = new ArrayList<>();
        for (JsonNode version : get("/vibe/grants/" + grant).path("history")) {
            history.add(
                    0,
                    version.path("status").asText() + " "
                            + version.path("cause").asText()
                            + (version.has("screen")
                                    ? " " + version.path("screen").asText()
                                    : ""));
        }
        return history;
    }

    /** Another admin, with these roles for the people and apps of a realm; the way to ask as them. */
    Rest colleague(String realm, String... roles) {
        String master = stack.endpoints().identity() + "/admin/realms/master";
        Rest rest = new Rest(token());
        String name = "colleague-" + UUID.randomUUID();
        Rest.Answer made = rest.send("POST", master + "/users", Map.of(), """
                {"username": "%1$s", "enabled": true, "email": "%1$s@example.com", "firstName": "C", "lastName": "C",
                 "credentials": [{"type": "password", "value": "%1$s", "temporary": false}]}
                """.formatted(name));
        if (made.status() != 201) {
            throw new AssertionError(made);
        }
        String user = made.location().substring(made.location().lastIndexOf('/') + 1);
        String client = rest.get(master + "/clients?clientId=" + realm + "-realm")
                .json()
                .path(0)
                .path("id")
                .asText();
        List<String> found = new ArrayList<>();
        for (String role : roles) {
            found.add(rest.get(master + "/clients/" + client + "/roles/" + role).body());
        }
        rest.send(
                "POST",
                master + "/users/" + user + "/role-mappings/clients/" + client,
                Map.of(),
                "[" + String.join(",", found) + "]");
        return new Rest(tokens(name, name).path("access_token").asText());
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
        changeRealm(realm -> realm.withObject("attributes").put(name, value));
    }

    /** Sends all of it, as the console does: what is left out of attributes and of the policies for passkeys is reset. */
    void changeRealm(Consumer<ObjectNode> change) {
        ObjectNode realm = (ObjectNode) get("");
        change.accept(realm);
        require(send("PUT", "", realm.toString()), 204);
    }

    /** Lets people begin without an account in this app. */
    void letGuestsIn(App app) {
        setAttribute(app, "vibe.guests", "true");
    }

    void setAttribute(App app, String name, String value) {
        require(send("PUT", "/clients/" + app.id(), """
                {"clientId": "%s", "attributes": {"%s": "%s"}}
                """.formatted(app.clientId(), name, value)), 204);
    }

    /** The id of a group at the top of the realm. */
    String group(String name) {
        return get("/groups?exact=true&search=" + name).path(0).path("id").asText();
    }

    /** The ids of the people in a group at the top of the realm. */
    List<String> members(String group) {
        List<String> members = new ArrayList<>();
        for (JsonNode found : get("/groups?exact=true&search=" + group)) {
            get("/groups/" + found.path("id").asText() + "/members?max=1000")
                    .forEach(member -> members.add(member.path("id").asText()));
        }
        return members;
    }

    /** Those who have this address. */
    JsonNode people(String email) {
        return get("/users?exact=true&email=" + URLEncoder.encode(email, StandardCharsets.UTF_8));
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
        String id = appId(clientId);
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
        require(
                send(
                        "PUT",
                        "/clients/" + appId(clientId),
                        "{\"clientId\": \"" + clientId + "\", \"enabled\": " + enabled + "}"),
                204);
    }

    void describeApp(String clientId, String description) {
        require(
                send(
                        "PUT",
                        "/clients/" + appId(clientId),
                        "{\"clientId\": \"" + clientId + "\", \"description\": \"" + description + "\"}"),
                204);
    }

    /** The realm's access tokens from now on. */
    void letTokensLive(Duration life) {
        changeRealm(realm -> realm.put("accessTokenLifespan", life.toSeconds()));
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

    void deleteApp(String clientId) {
        require(send("DELETE", "/clients/" + appId(clientId), ""), 204);
    }

    /** An app's principal. */
    String appId(String clientId) {
        return get("/clients?clientId=" + clientId).path(0).path("id").asText();
    }

    int status(String path) {
        return send("GET", path, "").statusCode();
    }

    int deletePerson(Person person) {
        return send("DELETE", "/users/" + person.id(), "").statusCode();
    }

    JsonNode get(String path) {
        HttpResponse<String> response = send("GET", path, "");
        require(response, 200);
        return read(response.body());
    }

    HttpResponse<String> send(String method, String path, String json) {
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

    /** A fresh one of the console's. */
    String token() {
        return tokens().path("access_token").asText();
    }

    private JsonNode tokens() {
        JsonNode admin = stack.json().path("admin");
        return tokens(admin.path("username").asText(), admin.path("password").asText());
    }

    private JsonNode tokens(String username, String password) {
        HttpResponse<String> response = send(HttpRequest.newBuilder(
                        URI.create(stack.endpoints().identity() + "/realms/master/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=password&client_id=admin-cli&username=" + username
                        + "&password=" + URLEncoder.encode(password, StandardCharsets.UTF_8)))
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
