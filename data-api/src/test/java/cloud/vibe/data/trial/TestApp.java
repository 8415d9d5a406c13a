package cloud.vibe.data.trial;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An app that a person has let in, with everything that the two sides say of it. New ones share nothing with any other. */
public record TestApp(
        TestIdentity identity,
        UUID person,
        UUID app,
        String clientId,
        UUID grant,
        long version,
        List<String> permissions) {
    public static final String ORIGIN = "http://localhost:8604";

    public static TestApp of(TestIdentity identity, String... permissions) {
        return new TestApp(
                identity, UUID.randomUUID(), UUID.randomUUID(), "notes", UUID.randomUUID(), 1, List.of(permissions));
    }

    public TestApp with(String... others) {
        return new TestApp(identity, person, app, clientId, grant, version, List.of(others));
    }

    public TestApp at(long otherVersion) {
        return new TestApp(identity, person, app, clientId, grant, otherVersion, permissions);
    }

    public TestApp under(UUID otherGrant) {
        return new TestApp(identity, person, app, clientId, otherGrant, version, permissions);
    }

    /** Another grant of the same person. */
    public TestApp other(String otherClient, String... others) {
        return new TestApp(identity, person, UUID.randomUUID(), otherClient, UUID.randomUUID(), 1, List.of(others));
    }

    /** A token of one of the person's sign-ins, issued so many seconds from now. */
    public String tokenOf(String session, long seconds) {
        return token(claims -> {
            claims.put("sid", session);
            claims.put("iat", Instant.now().getEpochSecond() + seconds);
        });
    }

    /** The event that tells of a sign-out; before is a time, or null. */
    public String signOut(String kind, String id, @Nullable Object before) {
        return signOut(Map.of("kind", kind, "id", id), before);
    }

    /** The same of any subject. */
    public String signOut(Map<String, Object> subject, @Nullable Object before) {
        Map<String, Object> claims = TestIdentity.claims(Contract.read("events/sign-out-session.json"));
        claims.put("iss", identity.issuer());
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("subject", subject);
        state.put("tokens_before", before);
        claims.put("events", Map.of("https://vibe.cloud/events/sign-out", state));
        return identity.sign("secevent+jwt", claims);
    }

    /** The event that tells that there is a person or an app, or no longer is. */
    public String principal(String kind, UUID id, String status, long at) {
        Map<String, Object> claims = TestIdentity.claims(Contract.read("events/principal-person.json"));
        claims.put("iss", identity.issuer());
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("kind", kind);
        state.put("id", id.toString());
        state.put("did", "did:web:localhost%3A8601:" + (kind.equals("app") ? "apps:" : "people:") + id);
        if (kind.equals("app")) {
            state.put("client_id", clientId);
            state.put("name", "Notes");
        }
        state.put("status", status);
        state.put("version", at);
        claims.put("events", Map.of("https://vibe.cloud/events/principal", state));
        return identity.sign("secevent+jwt", claims);
    }

    /** The event that tells that this person, a guest, has turned out to have that account. */
    public String merge(UUID account, long at) {
        return merge(Map.of("guest", person.toString(), "account", account.toString(), "version", at));
    }

    /** The same with any payload. */
    public String merge(Map<String, Object> state) {
        Map<String, Object> claims = TestIdentity.claims(Contract.read("events/merge.json"));
        claims.put("iss", identity.issuer());
        claims.put("events", Map.of("https://vibe.cloud/events/merge", state));
        return identity.sign("secevent+jwt", claims);
    }

    public String token() {
        return token(claims -> {});
    }

    public String token(Consumer<Map<String, Object>> change) {
        Map<String, Object> claims = claims();
        change.accept(claims);
        return identity.sign("JWT", claims);
    }

    /** The token of this app for itself, with other permissions than people have granted. */
    public String ownToken(String... own) {
        Map<String, Object> claims =
                TestIdentity.claims(Contract.read("tokens/app-token.json").path("claims"));
        long now = Instant.now().getEpochSecond();
        claims.put("iss", identity.issuer());
        claims.put("iat", now);
        claims.put("exp", now + 300);
        claims.put("app", app.toString());
        claims.put("app_client_id", clientId);
        claims.put("permissions", List.of(own));
        return identity.sign("JWT", claims);
    }

    public Map<String, Object> claims() {
        Map<String, Object> claims =
                TestIdentity.claims(Contract.read("tokens/access-token.json").path("claims"));
        long now = Instant.now().getEpochSecond();
        claims.put("iss", identity.issuer());
        claims.put("iat", now);
        claims.put("exp", now + 300);
        claims.put("sub", person.toString());
        claims.put("azp", clientId);
        claims.put("grant", grant.toString());
        claims.put("grant_version", version);
        claims.put("permissions", permissions);
        claims.put("grant_until", now + 86_400);
        return claims;
    }

    /** The event that tells of this grant as it is here, with what the test changes. */
    public String event(String status, Consumer<Map<String, Object>> change) {
        Map<String, Object> claims = TestIdentity.claims(Contract.read("events/grant-active.json"));
        claims.put("iss", identity.issuer());
        claims.put("iat", Instant.now().getEpochSecond());
        claims.put("jti", UUID.randomUUID().toString());
        Map<String, Object> grantState = new LinkedHashMap<>();
        grantState.put("grant", grant.toString());
        grantState.put("version", version);
        grantState.put("not_before_version", status.equals("revoked") ? version : 0);
        grantState.put("status", status);
        grantState.put("permissions", status.equals("active") ? permissions : List.of());
        grantState.put("granted_at", "2026-01-01T00:00:00Z");
        grantState.put("expires_at", null);
        grantState.put("person", Map.of("id", person.toString(), "did", "did:web:localhost:people:" + person));
        grantState.put(
                "app",
                Map.of(
                        "id",
                        app.toString(),
                        "client_id",
                        clientId,
                        "did",
                        "did:web:localhost:apps:" + app,
                        "name",
                        "Notes"));
        change.accept(grantState);
        claims.put("events", Map.of("https://vibe.cloud/events/grant", grantState));
        return identity.sign("secevent+jwt", claims);
    }
}
