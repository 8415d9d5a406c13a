package cloud.vibe.data.grant;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import cloud.vibe.data.trial.TestIdentity;
import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class GrantsIT {
    private static final String EVENT = "secevent+jwt";

    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:read", "notes:write");

    @Test
    void anotherPersonSeesNothing() throws Exception {
        Api.Answer mine = api.create(app, "mine");
        TestApp other = TestCloud.get().app("*:read", "*:write");
        String rev = mine.json().path("rev").asText();

        assertThat(api.get(other, mine.header("Location")).code()).isEqualTo("not_found");
        assertThat(api.put(other, mine.id(), rev, "{}").code()).isEqualTo("not_found");
        assertThat(api.delete(other, mine.id()).code()).isEqualTo("not_found");
        assertThat(api.get(other, "/v1/documents?type=notes").json().path("items"))
                .isEmpty();
        assertThat(api.get(app, mine.header("Location")).status()).isEqualTo(200);
    }

    @Test
    void anAppWithoutThePermissionSeesNothing() throws Exception {
        Api.Answer mine = api.create(app, "mine");
        TestApp without = app.other("photos", "photos:read", "photos:write");

        assertThat(api.get(without, mine.header("Location")).code()).isEqualTo("not_found");
        assertThat(api.delete(without, mine.id()).code()).isEqualTo("not_found");
        assertThat(api.get(without, "/v1/documents?type=notes").json().path("items"))
                .isEmpty();
        assertThat(api.create(without, "theirs").code()).isEqualTo("permission_missing");
    }

    @Test
    void anAppThatMayOnlyReadIsToldSo() throws Exception {
        Api.Answer mine = api.create(app, "mine");
        TestApp reader = app.with("notes:read");
        String rev = mine.json().path("rev").asText();

        assertThat(api.get(reader, mine.header("Location")).status()).isEqualTo(200);
        assertThat(api.put(reader, mine.id(), rev, "{}").code()).isEqualTo("permission_missing");
        assertThat(api.delete(reader, mine.id()).code()).isEqualTo("permission_missing");
        assertThat(api.create(reader, "more").code()).isEqualTo("permission_missing");
    }

    @Test
    void everyTypeAndWriteAloneAreWorthWhatTheySay() throws Exception {
        TestApp every = TestCloud.get().app("*:write");
        Api.Answer created = api.create(every, "any");

        assertThat(created.status()).isEqualTo(201);
        assertThat(api.get(every.with("notes:write"), created.header("Location"))
                        .status())
                .isEqualTo(200);
        assertThat(api.get(every.with("notes:read:global"), created.header("Location"))
                        .status())
                .isEqualTo(200);
        assertThat(api.get(every.with("other:write"), created.header("Location"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void theTokenCountsWhileTheEventIsUnderWay() throws Exception {
        assertThat(api.create(app, "first").status()).isEqualTo(201);

        assertThat(api.tell(app.with("notes:read"), "active").status()).isEqualTo(202);
        // Stored is version 1, so a token of version 2 is the newer word.
        assertThat(api.create(app.at(2), "second").status()).isEqualTo(201);
        assertThat(api.create(app, "third").code()).isEqualTo("permission_missing");
    }

    @Test
    void aNarrowedGrantNarrowsTheTokensThatAreOut() throws Exception {
        Api.Answer mine = api.create(app, "mine");
        api.tell(app, "active");
        assertThat(api.create(app, "more").status()).isEqualTo(201);

        api.tell(app.with("notes:read").at(2), "active");

        assertThat(api.get(app, mine.header("Location")).status()).isEqualTo(200);
        assertThat(api.create(app, "too much").code()).isEqualTo("permission_missing");
    }

    @Test
    void aPermissionThatCannotBeReadDoesNotKeepTheRestOfItsEventFromNarrowing() throws Exception {
        Api.Answer mine = api.create(app, "mine");
        api.tell(app, "active");
        List<Object> narrowed = List.of("com.1password.item:write", "all", 7, "notes:read");

        Api.Answer told = api.push(app.at(2).event("active", state -> state.put("permissions", narrowed)));

        assertThat(told.status()).isEqualTo(202);
        assertThat(api.get(app, mine.header("Location")).status()).isEqualTo(200);
        assertThat(api.create(app, "too much").code()).isEqualTo("permission_missing");
    }

    @Test
    void aStoredGrantNeverWidensAToken() throws Exception {
        Api.Answer mine = api.create(app, "mine");
        api.tell(app.with("*:write").at(5), "active");

        TestApp reader = app.with("notes:read");
        assertThat(api.create(reader, "more").code()).isEqualTo("permission_missing");
        assertThat(api.get(app.with("photos:read"), mine.header("Location")).code())
                .isEqualTo("not_found");
    }

    @Test
    void aRevokedGrantRefusesEveryToken() throws Exception {
        Api.Answer mine = api.create(app, "mine");
        api.tell(app, "active");

        assertThat(api.tell(app.at(2), "revoked").status()).isEqualTo(202);

        for (TestApp token : List.of(app, app.at(2))) {
            for (Api.Answer answer : List.of(
                    api.get(token, mine.header("Location")),
                    api.get(token, "/v1/documents?type=notes"),
                    api.create(token, "more"),
                    api.put(token, mine.id(), mine.json().path("rev").asText(), "{}"),
                    api.delete(token, mine.id()))) {
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.code()).isEqualTo("grant_revoked");
                assertThat(answer.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
            }
        }
    }

    @Test
    void aGrantThatIsGivenAgainWorksAndTheOldTokensDoNot() throws Exception {
        api.tell(app, "active");
        api.tell(app.at(2), "revoked");
        api.push(app.at(3).event("active", state -> state.put("not_before_version", 2)));

        assertThat(api.create(app.at(3), "again").status()).isEqualTo(201);
        assertThat(api.create(app, "old").code()).isEqualTo("grant_revoked");
    }

    @Test
    void anOlderEventChangesNothing() throws Exception {
        api.tell(app.at(2), "revoked");

        assertThat(api.tell(app, "active").status()).isEqualTo(202);
        assertThat(api.tell(app.at(2), "active").status()).isEqualTo(202);

        assertThat(api.create(app, "more").code()).isEqualTo("grant_revoked");
        assertThat(api.create(app.at(2), "more").code()).isEqualTo("grant_revoked");
    }

    @Test
    void aRevocationIsNotForgottenByALaterEventThatDoesNotNameIt() throws Exception {
        api.tell(app.at(2), "revoked");
        api.push(app.at(3).event("active", state -> state.put("not_before_version", 0)));

        assertThat(api.create(app, "old").code()).isEqualTo("grant_revoked");
        assertThat(api.create(app.at(3), "new").status()).isEqualTo(201);
    }

    @Test
    void anExpiredGrantIsRefused() throws Exception {
        api.push(app.event(
                "active",
                state -> state.put("expires_at", Instant.now().minusSeconds(1).toString())));
        assertThat(api.create(app, "more").code()).isEqualTo("grant_revoked");

        TestApp other = TestCloud.get().app("notes:write");
        String token =
                other.token(claims -> claims.put("grant_until", Instant.now().getEpochSecond() - 1));
        assertThat(api.getWith(token, "/v1/documents?type=notes").code()).isEqualTo("grant_revoked");
    }

    @Test
    void theGrantOfAnotherPersonOrAppIsWorthNothing() throws Exception {
        TestApp victim = TestCloud.get().app("*:write");
        Api.Answer theirs = api.create(victim, "theirs");
        api.tell(victim, "active");

        TestApp thief = app.under(victim.grant());
        assertThat(api.get(thief, theirs.header("Location")).code()).isEqualTo("grant_revoked");
        assertThat(api.create(thief, "more").code()).isEqualTo("grant_revoked");

        TestApp otherApp = victim.other("photos", "*:write").under(victim.grant());
        assertThat(api.get(otherApp, theirs.header("Location")).code()).isEqualTo("grant_revoked");
    }

    @Test
    void anEventCannotGiveAGrantToSomebodyElse() throws Exception {
        api.tell(app, "active");
        TestApp thief = TestCloud.get().app("*:write").under(app.grant()).at(9);

        assertThat(api.tell(thief, "active").status()).isEqualTo(202);

        assertThat(api.create(app, "still mine").status()).isEqualTo(201);
        assertThat(api.create(thief.at(1), "not theirs").code()).isEqualTo("grant_revoked");
    }

    @Test
    void theContractsEventsAreUnderstood() throws Exception {
        TestIdentity identity = TestCloud.get().identity();
        for (String example : List.of("events/grant-active.json", "events/grant-revoked.json")) {
            Map<String, Object> claims = TestIdentity.claims(cloud.vibe.data.trial.Contract.read(example));
            claims.put("iss", identity.issuer());
            Api.Answer answer = api.push(identity.sign("secevent+jwt", claims));
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.response().body()).isEmpty();
        }
        try (Connection connection = TestDatabase.get().superuser()) {
            assertThat(TestDatabase.query(
                            connection,
                            "SELECT status || ' ' || version || ' ' || not_before_version FROM vibe.app_user_grants WHERE id = ?",
                            UUID.fromString("3c1f0f7e-94a1-4c5f-8f0e-6c0a4b8b2d10")))
                    .containsExactly("revoked 4 4");
        }
    }

    @Test
    void whatIsNoEventIsRefusedAsRfc8935Says() throws Exception {
        assertRefused("not.a.token", "authentication_failed");
        assertRefused(app.token(), "authentication_failed");
        assertRefused(app.event("active", state -> state.remove("version")), "invalid_request");
        assertRefused(app.event("active", state -> state.put("status", "perhaps")), "invalid_request");
        assertRefused(app.event("active", state -> state.put("permissions", "notes:read")), "invalid_request");
        assertRefused("x".repeat(100_000), "invalid_request");
    }

    /** All of it is right, but for one thing. */
    @Test
    void anEventThatTheIdentitySideDidNotSignForUsChangesNothing() throws Exception {
        TestIdentity identity = TestCloud.get().identity();
        api.tell(app, "active");
        Map<String, Object> claims = JWSObject.parse(app.at(2).event("revoked", state -> {}))
                .getPayload()
                .toJSONObject();
        List<String> forged = List.of(
                TestIdentity.sign(TestIdentity.newKey("first"), EVENT, claims),
                identity.sign("JWT", claims),
                identity.sign(EVENT, changed(claims, "iss", "https://elsewhere.example/realms/vibe")),
                identity.sign(EVENT, changed(claims, "aud", "another-api")),
                unsigned("none", claims) + ".",
                unsigned("none", claims) + ".AAAA",
                signedWithThePublicKey(claims));

        for (String event : forged) {
            assertRefused(event, "authentication_failed");
            assertThat(api.create(app, "still").status()).isEqualTo(201);
        }

        assertThat(api.push(identity.sign(EVENT, claims)).status()).isEqualTo(202);
        assertThat(api.create(app, "no more").code()).isEqualTo("grant_revoked");
    }

    @Test
    void anEventThatIsShownAgainChangesNothing() throws Exception {
        String wide = app.event("active", state -> {});
        TestApp reader = app.with("notes:read").at(2);
        String narrow = reader.event("active", state -> {});
        String revoked = app.at(3).event("revoked", state -> {});
        TestApp later = app.at(4);

        push(wide, narrow, wide);
        assertThat(api.create(app, "wide again").code()).isEqualTo("permission_missing");
        push(revoked, narrow, wide);
        assertThat(api.create(app, "back again").code()).isEqualTo("grant_revoked");
        push(later.event("active", state -> {}), revoked);
        assertThat(api.create(later, "let in anew").status()).isEqualTo(201);
        assertThat(api.create(app, "with the old token").code()).isEqualTo("grant_revoked");
    }

    private void push(String... events) throws Exception {
        for (String event : events) {
            assertThat(api.push(event).status()).isEqualTo(202);
        }
    }

    private static Map<String, Object> changed(Map<String, Object> claims, String name, Object value) {
        Map<String, Object> other = new HashMap<>(claims);
        other.put(name, value);
        return other;
    }

    private static String unsigned(String algorithm, Map<String, Object> claims) {
        return encode("{\"alg\":\"" + algorithm + "\",\"typ\":\"" + EVENT + "\",\"kid\":\"first\"}") + "."
                + encode(JSONObjectUtils.toJSONString(claims));
    }

    /** Whoever takes the header's word for the algorithm takes the public key for a secret. */
    private static String signedWithThePublicKey(Map<String, Object> claims) throws Exception {
        String text = unsigned("HS256", claims);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(
                TestCloud.get().identity().key().toRSAPublicKey().getEncoded(), "HmacSHA256"));
        return text + "." + Base64URL.encode(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String encode(String text) {
        return Base64URL.encode(text).toString();
    }

    @Test
    void whatBecomesOfEventsIsCounted() throws Exception {
        long applied = counted("applied");
        long stale = counted("stale");
        long refused = counted("refused");

        api.tell(app, "active");
        api.tell(app, "active");
        api.push("not.a.token");

        assertThat(counted("applied")).isEqualTo(applied + 1);
        assertThat(counted("stale")).isEqualTo(stale + 1);
        assertThat(counted("refused")).isEqualTo(refused + 1);
    }

    private static long counted(String what) throws Exception {
        JsonNode count = new Api(TestCloud.get().adminPort())
                .getWith(null, "/metrics")
                .json()
                .at("/counters/grant.events_" + what + "/count");
        assertThat(count.isNumber()).as(what).isTrue();
        return count.asLong();
    }

    private void assertRefused(String event, String error) throws Exception {
        Api.Answer answer = api.push(event);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json().path("err").asText()).isEqualTo(error);
        assertThat(answer.json().path("description").asText()).isNotEmpty();
    }
}
