package cloud.vibe.data.identity;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Contract;
import cloud.vibe.data.trial.Device;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the world sees of people and apps. */
final class IdentitiesIT {
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:read", "identity:write");

    @Test
    void aPersonAndAnAppResolveWhereTheirNamesSay() throws Exception {
        api.tell(app, "active");

        Api.Answer person = published("people/" + app.person());
        assertThat(person.status()).isEqualTo(200);
        assertThat(person.header("Content-Type")).isEqualTo("application/did+json");
        assertThat(person.json().path("id").asText()).isEqualTo(did("people", app.person()));
        assertThat(person.json().has("alsoKnownAs")).isFalse();
        assertThat(published("apps/" + app.app()).json().path("id").asText()).isEqualTo(did("apps", app.app()));

        JsonNode resolution = resolved(did("people", app.person())).json();
        assertThat(resolution.path("didDocument")).isEqualTo(person.json());
        assertThat(resolution.at("/didDocumentMetadata/deactivated").asBoolean())
                .isFalse();
    }

    @Test
    void aKindOfItsOwnAndNothingElseIsFound() throws Exception {
        api.tell(app, "active");

        for (String path : List.of(
                "people/" + app.app(),
                "apps/" + app.person(),
                "people/" + UUID.randomUUID(),
                "people/" + app.person().toString().toUpperCase(Locale.ROOT),
                "groups/" + app.person())) {
            assertThat(published(path).code()).as(path).isEqualTo("not_found");
        }
        for (String did : List.of(
                "did:web:elsewhere.example:people:" + app.person(),
                "did:web:localhost%3A8601",
                "did:web:localhost%3A8601:people:" + app.app(),
                "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
                "did:ion:abc",
                "people",
                "x".repeat(5_000))) {
            assertThat(resolved(did).code()).as(did).isEqualTo("not_found");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/did+ld+json", "application/did+json", "*/*"})
    void everyResolverGetsTheKindThatItKnows(String type) throws Exception {
        api.tell(app, "active");

        Api.Answer answer =
                api.send(api.request("/people/" + app.person() + "/did.json").header("Accept", type));
        assertThat(answer.header("Content-Type")).isEqualTo(type.equals("*/*") ? "application/did+json" : type);
    }

    @Test
    void whoeverIsToldOfResolvesBeforeAnythingIsGranted() throws Exception {
        UUID person = UUID.randomUUID();
        assertThat(published("people/" + person).status()).isEqualTo(404);

        assertThat(api.push(app.principal("person", person, "active", 10)).status())
                .isEqualTo(202);

        assertThat(published("people/" + person).status()).isEqualTo(200);
    }

    @Test
    void whoeverIsGoneIsDeactivatedAndStaysSo() throws Exception {
        api.tell(app, "active");
        Device device = new Device();
        assertThat(device.link(api, app, "phone").status()).isEqualTo(201);

        api.push(app.principal("person", app.person(), "deleted", 21));
        api.push(app.principal("person", app.person(), "active", 10));
        api.push(app.principal("person", app.person(), "active", 30));

        assertThat(published("people/" + app.person()).status()).isEqualTo(404);
        JsonNode resolution = resolved(did("people", app.person())).json();
        assertThat(resolution.at("/didDocumentMetadata/deactivated").asBoolean())
                .isTrue();
        assertThat(resolution.path("didDocument").has("verificationMethod")).isFalse();
        assertThat(resolved(device.did()).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"group\",\"status\":\"active\",\"version\":1}",
                "{\"kind\":\"person\",\"status\":\"asleep\",\"version\":1}",
                "{\"kind\":\"person\",\"status\":\"active\",\"version\":0}"
            })
    void anEventThatMakesNoSenseIsRefused(String wrong) throws Exception {
        JsonNode json = Contract.parse(wrong);
        String event = app.principal(
                json.path("kind").asText(),
                UUID.randomUUID(),
                json.path("status").asText(),
                json.path("version").asLong());

        assertThat(api.push(event).status()).isEqualTo(400);
    }

    private Api.Answer published(String path) throws Exception {
        return api.send(api.request("/" + path + "/did.json"));
    }

    private Api.Answer resolved(String did) throws Exception {
        // A DID's own percent sign stands in a path as it is.
        String encoded = URLEncoder.encode(did, StandardCharsets.UTF_8).replace("%25", "%");
        return api.send(api.request("/v1/identities/" + encoded));
    }

    private static String did(String collection, UUID id) {
        return "did:web:" + TestCloud.DID_DOMAIN.replace(":", "%3A") + ":" + collection + ":" + id;
    }
}
