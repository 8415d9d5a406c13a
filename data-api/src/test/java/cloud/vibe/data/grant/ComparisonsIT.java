package cloud.vibe.data.grant;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Contract;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import cloud.vibe.data.trial.TestIdentity;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The identity side says what it has, and hears where the data API has it otherwise. */
final class ComparisonsIT {
    private final Api api = TestCloud.get().api();
    private final TestIdentity identity = TestCloud.get().identity();
    // A range of ids that no other test has grants in.
    private final long range = UUID.randomUUID().getMostSignificantBits();
    private final TestApp first = app(1);
    private final TestApp second = app(2);

    @Test
    void whatBothSidesHaveAlikeIsNotNamed() throws Exception {
        api.tell(first, "active");
        api.tell(second, "revoked");

        JsonNode answer = compare(told(first, "active"), told(second, "revoked"));

        assertThat(answer.path("missing")).isEmpty();
        assertThat(answer.path("held")).isEmpty();
        assertThat(answer.path("compared_to").asText()).isEqualTo(id(100).toString());
    }

    @Test
    void theOrderOfPermissionsAndWhatIsNoneMakeNoDifference() throws Exception {
        api.tell(first, "active");
        Map<String, Object> same = told(first, "active");
        same.put("permissions", List.of("notes:write", "no permission at all", "notes:read", "notes:write"));

        assertThat(compare(same).path("held")).isEmpty();
    }

    @Test
    void whatIsNotStoredIsMissing() throws Exception {
        JsonNode answer = compare(told(first, "active"), told(second, "revoked"));

        assertThat(List.of(
                        answer.at("/missing/0").asText(),
                        answer.at("/missing/1").asText()))
                .containsExactly(first.grant().toString(), second.grant().toString());
        assertThat(answer.path("held")).isEmpty();
    }

    @Test
    void aNewerOrOlderVersionIsToldInFull() throws Exception {
        api.tell(first.at(7), "revoked");
        api.tell(second.at(3), "active");

        JsonNode held = compare(told(first.at(5), "active"), told(second.at(4), "active"))
                .path("held");

        assertThat(held).hasSize(2);
        assertThat(held.at("/0/version").asLong()).isEqualTo(7);
        assertThat(held.at("/0/not_before_version").asLong()).isEqualTo(7);
        assertThat(held.at("/0/status").asText()).isEqualTo("revoked");
        assertThat(held.at("/0/permissions")).isEmpty();
        assertThat(held.at("/1/version").asLong()).isEqualTo(3);
        assertThat(held.at("/1/permissions")).hasSize(2);
        assertThat(held.at("/1/person/id").asText()).isEqualTo(second.person().toString());
        assertThat(held.at("/1/app/id").asText()).isEqualTo(second.app().toString());
        assertThat(held.at("/1/app/client_id").asText()).isEqualTo("notes");
    }

    /** After one side was restored, the same version may stand for something else. */
    @Test
    void theSameVersionOfAnotherContentIsADifference() throws Exception {
        api.tell(first, "active");

        assertThat(compare(told(first, "revoked")).path("held")).hasSize(1);
        assertThat(compare(told(first.with("notes:read"), "active")).path("held"))
                .hasSize(1);
        assertThat(compare(told(first.with("notes:read", "notes:write", "x:read"), "active"))
                        .path("held"))
                .hasSize(1);
        Map<String, Object> ends = told(first, "active");
        ends.put("expires_at", "2099-01-01T00:00:00Z");
        assertThat(compare(ends).path("held")).hasSize(1);
    }

    @Test
    void theSameEndIsNoDifference() throws Exception {
        api.push(first.event("active", state -> state.put("expires_at", "2099-01-01T00:00:00.123Z")));
        Map<String, Object> same = told(first, "active");
        same.put("expires_at", "2099-01-01T01:00:00.123+01:00");

        assertThat(compare(same).path("held")).isEmpty();
        assertThat(compare(told(first, "active")).at("/held/0/expires_at").asText())
                .isEqualTo("2099-01-01T00:00:00.123000Z");
    }

    @Test
    void whatHoldsAndWasNotNamedIsToldAndWhatHasEndedIsNot() throws Exception {
        api.tell(first, "active");
        api.tell(second, "revoked");
        api.tell(app(101), "active");

        JsonNode answer = compare();

        assertThat(answer.path("held")).hasSize(1);
        assertThat(answer.at("/held/0/grant").asText()).isEqualTo(first.grant().toString());
    }

    @Test
    void aRangeHasABeginningAndAnEnd() throws Exception {
        api.tell(first, "active");
        api.tell(second, "active");
        api.tell(app(3), "active");

        JsonNode held = ask(id(1), id(2), List.of()).json().path("held");

        assertThat(held).hasSize(1);
        assertThat(held.at("/0/grant").asText()).isEqualTo(second.grant().toString());
    }

    @Test
    void withoutEndsItIsEverythingThatThereIs() throws Exception {
        api.tell(first, "active");
        UUID beforeFirst = new UUID(range, 0);

        JsonNode open = ask(beforeFirst, null, List.of()).json();
        JsonNode all = ask(null, id(1), List.of()).json();

        // Other tests have grants as well; where they are too many for one answer, it says how far it has come.
        assertThat(open.at("/held/0/grant").asText()).isEqualTo(first.grant().toString());
        assertThat(all.path("held")).isNotEmpty();
    }

    @Test
    void whereThereIsTooMuchForOneAnswerTheNextGoesOnAfterIt() throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            api.tell(first, "active");
            TestDatabase.execute(
                    superuser,
                    "INSERT INTO vibe.app_user_grants (id, person, app, client_id, version, not_before_version, status,"
                            + " permissions, granted_at) SELECT ('"
                            + id(0).toString().substring(0, 24)
                            + "' || lpad(to_hex(n), 12, '0'))::uuid, person, app, client_id, 1, 0, 'active', '{}', now()"
                            + " FROM vibe.app_user_grants, generate_series(2, 700) AS n WHERE id = '" + first.grant()
                            + "'");

            JsonNode one = ask(id(0), id(10_000), List.of(told(first, "active"), told(app(900), "active")))
                    .json();
            assertThat(one.path("held")).hasSize(500);
            assertThat(one.path("missing")).isEmpty();
            UUID reached = UUID.fromString(one.path("compared_to").asText());
            assertThat(reached).isEqualTo(id(501));

            JsonNode two =
                    ask(reached, id(10_000), List.of(told(app(900), "active"))).json();
            assertThat(two.path("held")).hasSize(199);
            assertThat(two.path("missing")).hasSize(1);
            assertThat(two.path("compared_to").asText()).isEqualTo(id(10_000).toString());
            TestDatabase.execute(
                    superuser,
                    "DELETE FROM vibe.app_user_grants WHERE id BETWEEN '" + id(2) + "' AND '" + id(700) + "'");
        }
    }

    @Test
    void aComparisonChangesNothing() throws Exception {
        Api.Answer mine = api.create(first, "mine");
        api.tell(first, "active");

        compare(told(first.at(9), "revoked"));
        compare();

        assertThat(api.get(first, mine.header("Location")).status()).isEqualTo(200);
    }

    @Test
    void theContractsComparisonIsUnderstood() throws Exception {
        Map<String, Object> claims = TestIdentity.claims(Contract.read("events/comparison.json"));
        claims.put("iss", identity.issuer());

        JsonNode answer = push(identity.sign("secevent+jwt", claims)).json();

        assertThat(answer.path("missing").toString()).contains("3c1f0f7e-94a1-4c5f-8f0e-6c0a4b8b2d11");
        assertThat(answer.path("compared_to").asText()).isEqualTo("3c1f0f7e-94a1-4c5f-8f0e-6c0a4b8b2d11");
    }

    @Test
    void nobodyElseMayAsk() throws Exception {
        Map<String, Object> claims = claims(null, null, List.of());
        assertRefused("not.a.token", "authentication_failed");
        assertRefused(first.token(), "authentication_failed");
        assertRefused(TestIdentity.sign(TestIdentity.newKey("first"), "secevent+jwt", claims), "authentication_failed");
        assertRefused(identity.sign("JWT", claims), "authentication_failed");
        Map<String, Object> others = new HashMap<>(claims);
        others.put("aud", "somebody-else");
        assertRefused(identity.sign("secevent+jwt", others), "authentication_failed");
    }

    @Test
    void anEventIsNoComparisonNorAComparisonAnEvent() throws Exception {
        assertRefused(first.event("active", state -> {}), "invalid_request");
        Api.Answer answer = api.push(identity.sign("secevent+jwt", claims(null, null, List.of())));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("err").asText()).isEqualTo("invalid_request");
    }

    @Test
    void whatCannotBeReadIsRefused() throws Exception {
        for (String member : List.of("grant", "version", "status", "permissions")) {
            Map<String, Object> broken = told(first, "active");
            broken.put(member, Map.of());
            assertRefused(identity.sign("secevent+jwt", claims(null, null, List.of(broken))), "invalid_request");
        }
        List<Map<String, Object>> tooMany = new ArrayList<>();
        for (int i = 1; i <= 501; i++) {
            tooMany.add(told(app(i), "active"));
        }
        assertRefused(identity.sign("secevent+jwt", claims(null, null, tooMany)), "invalid_request");
        assertRefused("x".repeat(64 * 1024 + 1), "invalid_request");
    }

    private void assertRefused(String token, String error) throws Exception {
        Api.Answer answer = push(token);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("err").asText()).isEqualTo(error);
    }

    @Test
    void aMergeThatIsNotKnownIsNamed() throws Exception {
        UUID account = UUID.randomUUID();
        UUID other = id(200);
        api.push(first.merge(Map.of("guest", id(50).toString(), "account", account.toString(), "version", 7)));

        assertThat(unmerged(id(50), 7)).isEmpty();
        assertThat(unmerged(id(50), 6)).isEmpty();
        assertThat(unmerged(id(50), 8)).hasSize(1);
        assertThat(unmerged(id(51), 1).at("/0").asText()).isEqualTo(id(51).toString());
        // Outside of the range, so of the next one.
        assertThat(unmerged(other, 1)).isEmpty();
    }

    private JsonNode unmerged(UUID guest, long version) throws Exception {
        Map<String, Object> claims = claims(id(0), id(100), List.of());
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("after", id(0).toString());
        payload.put("up_to", id(100).toString());
        payload.put("grants", List.of());
        payload.put(
                "merges",
                List.of(Map.of(
                        "guest", guest.toString(), "account", UUID.randomUUID().toString(), "version", version)));
        claims.put("events", Map.of(Comparison.KIND, payload));
        return push(identity.sign("secevent+jwt", claims)).json().path("unmerged");
    }

    private JsonNode compare(Object... grants) throws Exception {
        return ask(id(0), id(100), List.of(grants)).json();
    }

    private Api.Answer ask(@Nullable UUID after, @Nullable UUID upTo, List<?> grants) throws Exception {
        Api.Answer answer = push(identity.sign("secevent+jwt", claims(after, upTo, grants)));
        assertThat(answer.status()).isEqualTo(200);
        return answer;
    }

    private Api.Answer push(String token) throws Exception {
        return api.send(api.request("/v1/events/comparisons")
                .header("Content-Type", "application/secevent+jwt")
                .POST(BodyPublishers.ofString(token)));
    }

    private Map<String, Object> claims(@Nullable UUID after, @Nullable UUID upTo, List<?> grants) {
        Map<String, Object> claims = TestIdentity.claims(Contract.read("events/comparison.json"));
        claims.put("iss", identity.issuer());
        claims.put("iat", Instant.now().getEpochSecond());
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("after", after == null ? null : after.toString());
        payload.put("up_to", upTo == null ? null : upTo.toString());
        payload.put("grants", grants);
        claims.put("events", Map.of(Comparison.KIND, payload));
        return claims;
    }

    private static Map<String, Object> told(TestApp app, String status) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("grant", app.grant().toString());
        told.put("version", app.version());
        told.put("status", status);
        told.put("permissions", status.equals("active") ? app.permissions() : List.of());
        told.put("expires_at", null);
        return told;
    }

    private TestApp app(long number) {
        return TestCloud.get().app("notes:read", "notes:write").under(id(number));
    }

    private UUID id(long number) {
        return new UUID(range, number);
    }
}
