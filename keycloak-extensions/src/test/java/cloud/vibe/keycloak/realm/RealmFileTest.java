package cloud.vibe.keycloak.realm;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.keycloak.identity.Guest;
import cloud.vibe.keycloak.permission.Permission;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Holds the realm file to what the product promises, and to the import's traps. */
final class RealmFileTest {
    private static final JsonNode REALM = read("realm/vibe-realm.json");
    private static final JsonNode DEMO = read("realm/demo.json");

    @Test
    void itCarriesItsVersionAndNoPeopleAndNoApps() {
        assertThat(REALM.at("/attributes/vibe.realm.version").asText()).matches("[1-9][0-9]*");
        assertThat(REALM.has("users")).isFalse();
        assertThat(values(REALM.get("clients"), "clientId"))
                .containsExactlyInAnyOrder("account", "account-console", "security-admin-console");
    }

    @Test
    void tokensAreShortAndRefreshTokensRotate() {
        assertThat(REALM.get("accessTokenLifespan").asInt()).isLessThanOrEqualTo(300);
        assertThat(REALM.get("revokeRefreshToken").asBoolean()).isTrue();
        assertThat(REALM.get("refreshTokenMaxReuse").asInt()).isZero();
        assertThat(REALM.get("defaultSignatureAlgorithm").asText()).isEqualTo("RS256");
    }

    @Test
    void guessingIsSlowAndWhatHappensIsWrittenDown() {
        assertThat(REALM.get("bruteForceProtected").asBoolean()).isTrue();
        assertThat(REALM.get("failureFactor").asInt()).isBetween(1, 20);
        assertThat(REALM.get("passwordPolicy").asText()).contains("length(10)", "notUsername", "notEmail");
        assertThat(REALM.get("eventsEnabled").asBoolean()).isTrue();
        assertThat(REALM.get("adminEventsEnabled").asBoolean()).isTrue();
        // What is written down about people goes away again; a representation would hold more of them than is asked
        // for.
        assertThat(REALM.get("eventsExpiration").asInt()).isPositive();
        assertThat(REALM.get("adminEventsDetailsEnabled").asBoolean()).isFalse();
    }

    @Test
    void everyClientIsUnderAPolicyAndEveryAppUnderTheSecond() {
        assertThat(REALM.at("/clientPolicies/policies"))
                .hasSize(2)
                .allMatch(policy -> policy.get("enabled").asBoolean());
        assertThat(executors("vibe-every-client", "any-client"))
                .containsExactlyInAnyOrder(
                        "pkce-enforcer", "reject-implicit-grant", "reject-ropc-grant", "vibe-actions-done");
        assertThat(executors("vibe-every-app", "vibe-app"))
                .containsExactlyInAnyOrder(
                        "consent-required",
                        "full-scope-disabled",
                        "vibe-dpop-required",
                        "vibe-exact-redirects",
                        "vibe-grant-required",
                        "vibe-guest-stays",
                        "vibe-pushed-once");
    }

    @Test
    void theBuiltInRequiredActionsAreListedAndOursComesLast() {
        assertThat(values(REALM.get("requiredActions"), "alias"))
                .contains("VERIFY_EMAIL", "UPDATE_PASSWORD", "UPDATE_PROFILE", "VERIFY_PROFILE", "update_user_locale");
        int last = StreamSupport.stream(REALM.get("requiredActions").spliterator(), false)
                .mapToInt(action -> action.get("priority").asInt())
                .max()
                .orElseThrow();
        assertThat(REALM.get("requiredActions"))
                .filteredOn(action -> action.get("priority").asInt() == last)
                .singleElement()
                .satisfies(action -> {
                    assertThat(action.get("providerId").asText()).isEqualTo("vibe-consent");
                    assertThat(action.get("enabled").asBoolean()).isTrue();
                });
    }

    @Test
    void passkeysNameTheirPersonAndWantTheirConsentEachTime() {
        assertThat(REALM.get("webAuthnPolicyPasswordlessPasskeysEnabled").asBoolean())
                .isTrue();
        assertThat(REALM.get("webAuthnPolicyPasswordlessResidentKey").asText()).isEqualTo("required");
        assertThat(REALM.get("webAuthnPolicyPasswordlessUserVerificationRequirement")
                        .asText())
                .isEqualTo("required");
    }

    @Test
    void guestsHaveAGroupAndNobodyIsInItFromTheStart() {
        assertThat(values(REALM.get("groups"), "name")).containsExactly(Guest.GROUP);
        assertThat(texts(REALM.at("/groups/0/attributes/vibe.guests"))).containsExactly("true");
        assertThat(REALM.at("/groups/0").has("realmRoles")).isFalse();
        assertThat(REALM.has("defaultGroups")).isFalse();
    }

    @Test
    void everyPermissionIsShownToPeopleInOurOwnWords() {
        Set<String> permissions = new TreeSet<>();
        for (JsonNode scope : REALM.get("clientScopes")) {
            Permission.parse(scope.get("name").asText()).ifPresent(permission -> {
                permissions.add(permission.toString());
                JsonNode attributes = scope.get("attributes");
                assertThat(attributes.get("include.in.token.scope").asText()).isEqualTo("true");
                assertThat(attributes.get("display.on.consent.screen").asText()).isEqualTo("true");
                assertThat(attributes.get("consent.screen.text").asText())
                        .isEqualTo("${vibe.permission." + permission.type() + "."
                                + permission.access().word() + "}");
            });
        }
        assertThat(permissions)
                .containsExactly(
                        "grants:read",
                        "grants:write",
                        "groups:read",
                        "groups:write",
                        "identity:read",
                        "identity:write",
                        "notes:read",
                        "notes:write");
    }

    @Test
    void anAppMadeByHandGetsTheGrantClaimsAndNoPermission() {
        assertThat(texts(REALM.get("defaultDefaultClientScopes")))
                .containsExactlyInAnyOrder("acr", "basic", "vibe", "web-origins");
        assertThat(texts(REALM.get("defaultOptionalClientScopes"))).containsExactlyInAnyOrder("email", "profile");
    }

    @Test
    void everyClientNamesItsDefaultScopesAndTheyExist() {
        Set<String> scopes = values(REALM.get("clientScopes"), "name");
        for (JsonNode file : List.of(REALM, DEMO)) {
            for (JsonNode client : file.get("clients")) {
                assertThat(scopes)
                        .containsAll(texts(client.get("defaultClientScopes")))
                        .containsAll(texts(client.get("optionalClientScopes")));
                assertThat(client.get("defaultClientScopes")).isNotEmpty();
                assertThat(client.at("/attributes/pkce.code.challenge.method").asText())
                        .isEqualTo("S256");
                assertThat(client.get("directAccessGrantsEnabled").asBoolean()).isFalse();
                assertThat(client.get("implicitFlowEnabled").asBoolean()).isFalse();
            }
        }
    }

    @Test
    void nothingAboutThePersonStandsInAnAccessToken() {
        for (JsonNode scope : REALM.get("clientScopes")) {
            if (Set.of("profile", "email").contains(scope.get("name").asText())) {
                assertThat(scope.get("protocolMappers"))
                        .isNotEmpty()
                        .allMatch(mapper -> "false"
                                .equals(mapper.at("/config/access.token.claim").asText()));
            }
        }
    }

    @Test
    void theSampleAppIsAnAppLikeAnyOther() {
        JsonNode app = DEMO.get("clients").get(0);
        assertThat(app.get("clientId").asText()).isEqualTo("notes");
        assertThat(app.get("publicClient").asBoolean()).isTrue();
        assertThat(app.get("consentRequired").asBoolean()).isTrue();
        assertThat(app.get("fullScopeAllowed").asBoolean()).isFalse();
        assertThat(texts(app.get("defaultClientScopes"))).contains("notes:read").doesNotContain("notes:write");
        assertThat(texts(app.get("optionalClientScopes"))).contains("notes:write");
        assertThat(texts(app.get("redirectUris")))
                .isNotEmpty()
                .allMatch(uri -> uri.startsWith("${VIBE_NOTES_URL}/") && !uri.contains("*"));
        assertThat(texts(app.get("webOrigins"))).containsExactly("${VIBE_NOTES_URL}");
    }

    private static Set<String> executors(String name, String condition) {
        JsonNode policy = named(REALM.at("/clientPolicies/policies"), name);
        assertThat(values(policy.get("conditions"), "condition")).containsExactly(condition);
        assertThat(texts(policy.get("profiles"))).containsExactly(name);
        return values(named(REALM.at("/clientProfiles/profiles"), name).get("executors"), "executor");
    }

    private static JsonNode named(JsonNode list, String name) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(entry -> entry.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> values(JsonNode list, String member) {
        Set<String> values = new TreeSet<>();
        list.forEach(entry -> values.add(entry.get(member).asText()));
        return values;
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new TreeSet<>();
        list.forEach(entry -> texts.add(entry.asText()));
        return texts;
    }

    private static JsonNode read(String file) {
        try {
            return new ObjectMapper().readTree(Files.readString(Path.of(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
