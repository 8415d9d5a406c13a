package cloud.vibe.data.identity;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Device;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may say that a key is whose, and how they show it. */
final class LinkedKeysIT {
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("identity:write");
    private final Device device = new Device();

    @BeforeEach
    void thePersonIsKnown() throws Exception {
        api.tell(app, "active");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLinkedKeyStandsInTheDocumentOfThePerson(boolean isEd25519) throws Exception {
        Device one = new Device(isEd25519);

        Api.Answer linked = one.link(api, app, "My phone");
        assertThat(linked.status()).isEqualTo(201);
        assertThat(linked.json().path("did").asText()).isEqualTo(one.did());

        JsonNode document = document();
        assertThat(document.at("/alsoKnownAs/0").asText()).isEqualTo(one.did());
        assertThat(document.at("/verificationMethod/0/publicKeyMultibase").asText())
                .isEqualTo(one.did().substring("did:key:".length()));
        assertThat(document.at("/authentication/0")).isEqualTo(document.at("/verificationMethod/0/id"));
        assertThat(document.toString()).doesNotContain("My phone");
        JsonNode ofKey = resolved(one.did()).json().path("didDocument");
        assertThat(ofKey.path("id").asText()).isEqualTo(one.did());
        assertThat(ofKey.at("/alsoKnownAs/0")).isEqualTo(document.path("id"));
        assertThat(keys(app).at("/items/0/name").asText()).isEqualTo("My phone");
    }

    @Test
    void linkedAgainItStaysAsItIs() throws Exception {
        Api.Answer first = device.link(api, app, "My phone");

        Api.Answer again = device.link(api, app, "Another name");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(first.json());
    }

    @Test
    void unlinkedItSaysNothingMoreAndItsProofIsWorthNothing() throws Exception {
        String proof = device.proof(api, app);
        assertThat(Device.link(api, app, "phone", proof).status()).isEqualTo(201);

        assertThat(unlink(app).status()).isEqualTo(204);

        assertThat(unlink(app).status()).isEqualTo(404);
        assertThat(document().has("alsoKnownAs")).isFalse();
        assertThat(resolved(device.did()).status()).isEqualTo(404);
        assertThat(Device.link(api, app, "phone", proof).code()).isEqualTo("key_proof_invalid");
        assertThat(keys(app).path("items")).isEmpty();
    }

    @Test
    void aKeyIsOnePersons() throws Exception {
        TestApp other = TestCloud.get().app("identity:write");
        api.tell(other, "active");
        device.link(api, app, "mine");

        assertThat(device.link(api, other, "mine too").code()).isEqualTo("key_linked");
        assertThat(unlink(other).code()).isEqualTo("not_found");
        assertThat(keys(other).path("items")).isEmpty();
        assertThat(keys(app).path("items")).hasSize(1);
    }

    static Stream<Arguments> forgeries() {
        Device another = new Device();
        Device onP256 = new Device(false);
        return Stream.of(
                Arguments.of("another key", header("jwk", another.jwk()), claim("x", "x")),
                Arguments.of("a key of another kind", header("jwk", onP256.jwk()), claim("x", "x")),
                Arguments.of("no key", without("jwk"), claim("x", "x")),
                Arguments.of("a shared key", header("jwk", Map.of("kty", "oct", "k", "AAAA")), claim("x", "x")),
                Arguments.of("no signature", header("alg", "none"), claim("x", "x")),
                Arguments.of("a secret's signature", header("alg", "HS256"), claim("x", "x")),
                Arguments.of("an access token's type", header("typ", "JWT"), claim("x", "x")),
                Arguments.of("something critical", header("crit", List.of("exp")), claim("x", "x")),
                Arguments.of(
                        "another person",
                        header("x", "x"),
                        claim("sub", "did:web:localhost%3A8601:people:" + UUID.randomUUID())),
                Arguments.of("another cloud", header("x", "x"), claim("aud", "did:web:elsewhere.example")),
                Arguments.of("a challenge that is none", header("x", "x"), claim("nonce", "x".repeat(43))),
                Arguments.of("no challenge", header("x", "x"), without("nonce")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgeries")
    void whatIsNoProofIsRefused(
            String what, Consumer<Map<String, Object>> inHeader, Consumer<Map<String, Object>> inClaims)
            throws Exception {
        Api.Answer answer = Device.link(api, app, "phone", device.proof(api, app, inHeader, inClaims));

        assertThat(answer.code()).isEqualTo("key_proof_invalid");
        assertThat(keys(app).path("items")).isEmpty();
    }

    @Test
    void aPrivateKeyIsNotToBeShown() throws Exception {
        Map<String, Object> secret = device.jwk();
        secret.put("d", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

        assertThat(Device.link(api, app, "phone", device.proof(api, app, header("jwk", secret), claims -> {}))
                        .code())
                .isEqualTo("key_proof_invalid");
    }

    @Test
    void aChallengeIsForTheAppThatAskedForIt() throws Exception {
        TestApp other = app.other("other", "identity:write");
        api.tell(other, "active");

        assertThat(Device.link(api, other, "phone", device.proof(api, app)).code())
                .isEqualTo("key_proof_invalid");
    }

    @Test
    void aChallengeEnds() throws Exception {
        String proof = device.proof(api, app);
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.query(
                    superuser,
                    "UPDATE vibe.key_challenges SET expires_at = now() - interval '1 second' WHERE person = ? RETURNING 1",
                    app.person());
        }
        assertThat(Device.link(api, app, "phone", proof).code()).isEqualTo("key_proof_invalid");
    }

    @Test
    void ofManyChallengesTheNewestCount() throws Exception {
        String first = device.proof(api, app);
        for (int i = 0; i < 9; i++) {
            device.proof(api, app);
        }
        String last = device.proof(api, app);

        assertThat(Device.link(api, app, "phone", first).code()).isEqualTo("key_proof_invalid");
        assertThat(Device.link(api, app, "phone", last).status()).isEqualTo(201);
    }

    @Test
    void aProofIsGoodOnceWhoeverIsFirst() throws Exception {
        String proof = device.proof(api, app);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(threads.submit(
                        () -> Device.link(api, app, "phone", proof).status()));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
            assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 422);
        }
    }

    @Test
    void everyTypeIsNotIdentity() throws Exception {
        TestApp everything = app.other("everything", "*:write");
        TestApp reader = app.other("reader", "identity:read");
        TestApp revoked = app.other("gone", "identity:write");
        api.tell(everything, "active");
        api.tell(reader, "active");
        api.tell(revoked, "revoked");
        String proof = device.proof(api, app);

        for (TestApp one : List.of(everything, reader)) {
            assertThat(api.send(one, "POST", "/v1/identities/me/challenges", "").code())
                    .isEqualTo("permission_missing");
            assertThat(Device.link(api, one, "phone", proof).code()).isEqualTo("permission_missing");
            assertThat(unlink(one).code()).isEqualTo("permission_missing");
        }
        assertThat(api.get(everything, "/v1/identities/me/keys").code()).isEqualTo("permission_missing");
        assertThat(keys(reader).path("items")).isEmpty();
        assertThat(api.get(revoked, "/v1/identities/me/keys").code()).isEqualTo("grant_revoked");
        assertThat(api.getWith(app.ownToken("identity:write"), "/v1/identities/me/keys")
                        .code())
                .isEqualTo("permission_missing");
        assertThat(Device.link(api, app, "phone", proof).status()).isEqualTo(201);
    }

    @Test
    void whatIsNarrowedToEveryTypeIsIdentityNoMore() throws Exception {
        TestApp both = app.other("both", "*:write", "identity:write");
        api.tell(both, "active");
        assertThat(device.link(api, both, "phone").status()).isEqualTo(201);

        api.tell(both.with("*:write").at(2), "active");

        assertThat(api.get(both, "/v1/identities/me/keys").code()).isEqualTo("permission_missing");
        assertThat(unlink(both).code()).isEqualTo("permission_missing");
        // And a token that does not name it is not helped by a grant that does.
        assertThat(api.get(app.with("*:write"), "/v1/identities/me/keys").code())
                .isEqualTo("permission_missing");
    }

    @Test
    void aPersonLinksSoManyAndNoMore() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(new Device().link(api, app, "device " + i).status()).isEqualTo(201);
        }

        assertThat(device.link(api, app, "one more").code()).isEqualTo("too_many_keys");
        assertThat(document().path("verificationMethod")).hasSize(20);
    }

    /** Their grants end by events of their own, which may come a moment later. */
    @Test
    void nobodyLinksAKeyToAPersonWhoIsGone() throws Exception {
        api.push(app.principal("person", app.person(), "deleted", 2));

        assertThat(device.link(api, app, "phone").status()).isEqualTo(403);
        assertThat(keys(app).path("items")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "e30.e30.e30", "..", "a.b.c", "\u00e9.\u00e9.\u00e9"})
    void whatIsNoJwtIsNoProof(String proof) throws Exception {
        assertThat(Device.link(api, app, "phone", proof).code()).isEqualTo("key_proof_invalid");
    }

    @Test
    void aHugeProofIsNotLookedAt() throws Exception {
        assertThat(Device.link(api, app, "phone", "e30." + "A".repeat(50_000) + ".AA")
                        .code())
                .isEqualTo("key_proof_invalid");
    }

    private Api.Answer unlink(TestApp by) throws Exception {
        return api.deleteAt(by, "/v1/identities/me/keys/" + device.did());
    }

    private JsonNode keys(TestApp by) throws Exception {
        return api.get(by, "/v1/identities/me/keys").json();
    }

    private JsonNode document() throws Exception {
        return api.send(api.request("/people/" + app.person() + "/did.json")).json();
    }

    private Api.Answer resolved(String did) throws Exception {
        return api.send(api.request("/v1/identities/" + did));
    }

    private static Consumer<Map<String, Object>> header(String name, Object value) {
        return changed(name, value);
    }

    private static Consumer<Map<String, Object>> claim(String name, Object value) {
        return changed(name, value);
    }

    private static Consumer<Map<String, Object>> changed(String name, Object value) {
        return json -> json.put(name, value);
    }

    private static Consumer<Map<String, Object>> without(String name) {
        return json -> json.remove(name);
    }
}
