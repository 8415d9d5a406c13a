package cloud.vibe.standalone.bench.identity;

import cloud.vibe.standalone.bench.console.AdminApi;
import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fills the realm of one Keycloak by its admin REST API. */
final class RealmAdmin {
    private static final int BATCH = 100;
    private static final List<String> PERMISSIONS = List.of("notes:read", "notes:write");

    private final Endpoints endpoints;
    private final AdminApi api;
    private int people;

    RealmAdmin(Endpoints endpoints, String adminPassword) {
        this.endpoints = endpoints;
        this.api = new AdminApi(endpoints, adminPassword);
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
            api.send("POST", "/partialImport", batch, 200);
        }
        return made;
    }

    /** Whoever is made from now on has a password that costs next to nothing to check. */
    void hashLightly() throws Exception {
        ObjectNode realm = (ObjectNode) api.get("");
        String policy = realm.path("passwordPolicy").asText();
        realm.put(
                "passwordPolicy",
                (policy.isEmpty() ? "" : policy + " and ") + "hashAlgorithm(pbkdf2-sha512) and hashIterations(1)");
        api.send("PUT", "", realm, 204);
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
        api.send("POST", "/clients", app, 201);
        String id = api.get("/clients?clientId=" + Endpoints.CLIENT_ID)
                .path(0)
                .path("id")
                .asText();
        for (String permission : PERMISSIONS) {
            makeScope(permission);
        }
        Map<String, String> scopes = scopes();
        api.send("PUT", "/clients/" + id + "/default-client-scopes/" + scopes.get("notes:read"), null, 204);
        api.send("PUT", "/clients/" + id + "/optional-client-scopes/" + scopes.get("notes:write"), null, 204);
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
            api.send("POST", "/partialImport", batch, 200);
        }
    }

    private void makeScope(String name) throws Exception {
        ObjectNode scope = Json.MAPPER.createObjectNode().put("name", name).put("protocol", "openid-connect");
        scope.withObject("/attributes").put("include.in.token.scope", "true").put("display.on.consent.screen", "true");
        api.send("POST", "/client-scopes", scope, 201);
    }

    private Map<String, String> scopes() throws Exception {
        Map<String, String> scopes = new HashMap<>();
        api.get("/client-scopes")
                .forEach(scope ->
                        scopes.put(scope.path("name").asText(), scope.path("id").asText()));
        return scopes;
    }
}
