package cloud.vibe.data.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Await;
import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CertificatesIT {
    private final Api api = TestCloud.get().api();
    private final TestApp issuer = TestCloud.get().app("notes:write");
    private final TestApp holder = TestCloud.get().app("notes:write");
    private final TestApp other = TestCloud.get().app("notes:write");

    private static String inAnHour() {
        return Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private Api.Answer issue(TestApp by, String what, String actions) throws IOException, InterruptedException {
        return api.send(by, "POST", "/v1/certificates", body(what, actions, inAnHour()));
    }

    private String body(String what, String actions, String expiresAt) {
        return "{\"holder\":\"did:web:localhost%3A8601:people:" + holder.person() + "\"," + what + ",\"actions\":"
                + actions + ",\"expiresAt\":\"" + expiresAt + "\"}";
    }

    private Api.Answer issueOnce(TestApp by, String key, String body) throws IOException, InterruptedException {
        return api.postOnce(by, key, "/v1/certificates", body);
    }

    private Api.Answer issueOn(String document, String action) throws IOException, InterruptedException {
        return issue(issuer, "\"document\":\"" + document + "\"", "[\"" + action + "\"]");
    }

    private Api.Answer register(TestApp by, String jws) throws IOException, InterruptedException {
        return api.send(by, "POST", "/v1/certificates/register", "{\"jws\":\"" + jws + "\"}");
    }

    private String status(String jws) throws IOException, InterruptedException {
        return api.send(api.request("/v1/certificates/verify")
                        .header("Content-Type", "application/json")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"jws\":\"" + jws + "\"}")))
                .json()
                .path("status")
                .asText();
    }

    private static String jws(Api.Answer issued) {
        return issued.json().path("jws").asText();
    }

    private int seen(String id) throws IOException, InterruptedException {
        return api.get(holder, "/v1/documents/" + id).status();
    }

    private String rev(String id) throws IOException, InterruptedException {
        return api.get(issuer, "/v1/documents/" + id).json().path("rev").asText();
    }

    /** As time passes, or as a database would be changed that somebody has broken into. */
    private static void change(String certificate, String assignment) throws SQLException {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.execute(superuser, "ALTER TABLE vibe.certificates DISABLE TRIGGER certificates_changed");
            TestDatabase.execute(
                    superuser, "UPDATE vibe.certificates SET " + assignment + " WHERE id = '" + certificate + "'");
            TestDatabase.execute(superuser, "ALTER TABLE vibe.certificates ENABLE TRIGGER certificates_changed");
        }
    }

    @Test
    void aCertificateCountsWhenItsHolderHasShownItAndForWhatItSays() throws Exception {
        String id = api.create(issuer, "ours").id();
        String another = api.create(issuer, "mine").id();
        Api.Answer issued = issueOn(id, "read");
        assertThat(issued.status()).isEqualTo(201);
        assertThat(issued.json().path("status").asText()).isEqualTo("not_registered");
        assertThat(seen(id)).isEqualTo(404);

        Api.Answer registered = register(holder, jws(issued));

        assertThat(registered.status()).isEqualTo(200);
        assertThat(registered.json().path("status").asText()).isEqualTo("valid");
        assertThat(registered.json().has("jws")).isFalse();
        assertThat(seen(id)).isEqualTo(200);
        assertThat(seen(another)).isEqualTo(404);
        assertThat(api.put(holder, id, rev(id), "{}").code()).isEqualTo("permission_missing");
        assertThat(api.delete(holder, id).code()).isEqualTo("permission_missing");
        assertThat(api.get(holder.with("tasks:write"), "/v1/documents/" + id).status())
                .isEqualTo(404);
        assertThat(api.get(other, "/v1/documents/" + id).status()).isEqualTo(404);
        assertThat(register(holder, jws(issued)).json()).isEqualTo(registered.json());
    }

    @Test
    void aCertificateToWriteWritesAndDoesNotShare() throws Exception {
        String id = api.create(issuer, "ours").id();
        register(holder, jws(issueOn(id, "write")));

        assertThat(api.put(holder, id, rev(id), "{\"by\":\"holder\"}").status()).isEqualTo(200);
        assertThat(api.delete(holder, id).code()).isEqualTo("permission_missing");
        assertThat(api.send(holder, "PUT", "/v1/documents/" + id + "/acl", "{\"entries\":[]}")
                        .code())
                .isEqualTo("permission_missing");
    }

    @Test
    void aCertificateOnATypeIsForItsIssuersOwnDocumentsOfIt() throws Exception {
        String mine = api.create(issuer, "mine").id();
        String managed = api.create(other, "theirs").id();
        api.send(
                other,
                "PUT",
                "/v1/documents/" + managed + "/acl",
                "{\"entries\":[{\"principal\":{\"kind\":\"person\",\"id\":\"" + issuer.person()
                        + "\"},\"actions\":[\"manage\"]}]}");
        TestApp more = issuer.with("notes:write", "tasks:write");
        String task = api.post(more, "{\"type\":\"tasks\",\"data\":{}}").id();

        register(holder, jws(issue(issuer, "\"type\":\"notes\"", "[\"read\"]")));

        assertThat(seen(mine)).isEqualTo(200);
        assertThat(seen(api.create(issuer, "later").id())).isEqualTo(200);
        assertThat(seen(managed)).isEqualTo(404);
        assertThat(api.get(holder.with("*:read"), "/v1/documents/" + task).status())
                .isEqualTo(404);
    }

    @Test
    void aRevokedOneStopsAtOnceAndForGood() throws Exception {
        String id = api.create(issuer, "ours").id();
        Api.Answer issued = issueOn(id, "read");
        register(holder, jws(issued));
        assertThat(seen(id)).isEqualTo(200);

        assertThat(api.deleteAt(holder, "/v1/certificates/" + issued.id()).code())
                .isEqualTo("permission_missing");
        assertThat(api.deleteAt(issuer.with("notes:read"), "/v1/certificates/" + issued.id())
                        .code())
                .isEqualTo("permission_missing");
        assertThat(seen(id)).isEqualTo(200);
        assertThat(api.deleteAt(issuer, "/v1/certificates/" + issued.id()).status())
                .isEqualTo(204);

        assertThat(seen(id)).isEqualTo(404);
        assertThat(api.deleteAt(issuer, "/v1/certificates/" + issued.id()).status())
                .isEqualTo(204);
        assertThat(register(holder, jws(issued)).code()).isEqualTo("certificate_invalid");
        assertThat(status(jws(issued))).isEqualTo("revoked");
    }

    @Test
    void anExpiredOneStopsAtOnce() throws Exception {
        String id = api.create(issuer, "ours").id();
        Api.Answer issued = issueOn(id, "read");
        register(holder, jws(issued));

        change(issued.id(), "not_before = now() - interval '1 hour', expires_at = now()");

        assertThat(seen(id)).isEqualTo(404);
        assertThat(status(jws(issued))).isEqualTo("expired");
        assertThat(register(holder, jws(issued)).code()).isEqualTo("certificate_invalid");
    }

    @Test
    void onePutOffCountsFromItsTimeOn() throws Exception {
        String id = api.create(issuer, "ours").id();
        Api.Answer issued = issue(
                issuer,
                "\"document\":\"" + id + "\",\"notBefore\":\""
                        + Instant.now().plusSeconds(1_800).truncatedTo(ChronoUnit.SECONDS) + "\"",
                "[\"read\"]");
        assertThat(register(holder, jws(issued)).json().path("status").asText()).isEqualTo("not_yet_valid");
        assertThat(seen(id)).isEqualTo(404);

        change(issued.id(), "not_before = now()");

        assertThat(seen(id)).isEqualTo(200);
    }

    @Test
    void oneStopsWhenItsIssuerNoLongerManagesTheDocument() throws Exception {
        String id = api.create(other, "theirs").id();
        String acl = "/v1/documents/" + id + "/acl";
        assertThat(issueOn(id, "read").code()).isEqualTo("not_found");
        api.send(other, "PUT", acl, entries("write"));
        assertThat(issueOn(id, "read").code()).isEqualTo("permission_missing");
        api.send(other, "PUT", acl, entries("manage"));
        Api.Answer issued = issueOn(id, "read");
        register(holder, jws(issued));
        assertThat(seen(id)).isEqualTo(200);

        api.send(other, "PUT", acl, entries("write"));

        assertThat(seen(id)).isEqualTo(404);
        assertThat(status(jws(issued))).isEqualTo("void");
        api.send(other, "PUT", acl, entries("manage"));
        assertThat(seen(id)).isEqualTo(200);
    }

    private String entries(String action) {
        return "{\"entries\":[{\"principal\":{\"kind\":\"person\",\"id\":\"" + issuer.person() + "\"},\"actions\":[\""
                + action + "\"]}]}";
    }

    @Test
    void onlyItsHolderRegistersIt() throws Exception {
        String id = api.create(issuer, "ours").id();
        Api.Answer issued = issueOn(id, "read");

        assertThat(register(other, jws(issued)).code()).isEqualTo("permission_missing");
        assertThat(register(issuer, jws(issued)).code()).isEqualTo("permission_missing");
        assertThat(register(holder.with("tasks:write"), jws(issued)).code()).isEqualTo("permission_missing");
        assertThat(api.get(other, "/v1/documents/" + id).status()).isEqualTo(404);
        assertThat(api.get(other, "/v1/certificates/" + issued.id()).code()).isEqualTo("not_found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"altered", "another key", "none", "another type", "critical", "truncated", "no id", "nonsense"})
    void whatWeHaveNotSignedIsRefused(String how) throws Exception {
        String[] parts = jws(issueOn(api.create(issuer, "ours").id(), "read")).split("\\.", -1);
        String header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String forged = switch (how) {
            case "altered" -> parts[0] + "." + encode(claims.replace("read", "write")) + "." + parts[2];
            case "another key" -> signed(SigningKey.of(HexFormat.of().parseHex("03".repeat(32))), header, claims);
            case "none" -> encode("{\"alg\":\"none\",\"typ\":\"vibe-cert+jwt\"}") + "." + parts[1] + ".";
            case "another type" -> signed(ours(), header.replace("vibe-cert+jwt", "JWT"), claims);
            case "critical" -> signed(ours(), header.replace("{", "{\"crit\":[\"x\"],\"x\":1,"), claims);
            case "truncated" -> parts[0] + "." + parts[1] + "." + parts[2].substring(4);
            case "no id" -> signed(ours(), header, claims.replace("jti", "id"));
            default -> "a.b.c";
        };

        assertThat(register(holder, forged).code()).isEqualTo("certificate_invalid");
    }

    /** What was refused above was not refused for how these tests sign. */
    @Test
    void whatIsSignedInTheSameWayAndLeftAsItIsIsTaken() throws Exception {
        String[] parts = jws(issueOn(api.create(issuer, "ours").id(), "read")).split("\\.", -1);
        String header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);

        assertThat(register(holder, signed(ours(), header, claims)).status()).isEqualTo(200);
    }

    private static SigningKey ours() {
        return SigningKey.of(HexFormat.of().parseHex(TestCloud.CERTIFICATE_KEYS.substring(0, 64)));
    }

    private static String signed(SigningKey key, String header, String claims) {
        String input = encode(header) + "." + encode(claims);
        return input + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(key.sign(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** With another maker's library, which knows nothing but the published keys. */
    @Test
    void anybodyVerifiesItOffline() throws Exception {
        String document = api.create(issuer, "ours").id();
        Api.Answer issued = issueOn(document, "read");
        Api.Answer keys = api.send(api.request("/v1/certificates/keys"));
        assertThat(keys.header("Cache-Control")).contains("public");
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(
                new AlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA));
        signature.setCompactSerialization(jws(issued));
        signature.setKey(new JsonWebKeySet(keys.response().body())
                .getJsonWebKeys().stream()
                        .filter(key -> key.getKeyId().equals(signature.getKeyIdHeaderValue()))
                        .findFirst()
                        .orElseThrow()
                        .getKey());

        assertThat(signature.verifySignature()).isTrue();
        assertThat(signature.getHeader("typ")).isEqualTo("vibe-cert+jwt");
        JsonNode claims = cloud.vibe.data.trial.Contract.JSON.readTree(signature.getPayload());
        assertThat(claims.path("iss").asText()).endsWith(":people:" + issuer.person());
        assertThat(claims.path("sub").asText()).endsWith(":people:" + holder.person());
        assertThat(claims.path("jti").asText()).isEqualTo(issued.id());
        assertThat(claims.path("capability").toString())
                .isEqualTo("{\"type\":\"notes\",\"document\":\"" + document + "\",\"actions\":[\"read\"]}");
        assertThat(Instant.ofEpochSecond(claims.path("exp").asLong()))
                .isEqualTo(Instant.parse(issued.json().path("expiresAt").asText()));
        assertThat(keys.response().body()).doesNotContain("\"d\"");
    }

    @Test
    void theSameAgainUnderItsKeyIsIssuedOnce() throws Exception {
        String key = UUID.randomUUID().toString();
        String id = api.create(issuer, "ours").id();
        String body = body("\"document\":\"" + id + "\"", "[\"read\"]", inAnHour());
        Api.Answer issued = issueOnce(issuer, key, body);
        assertThat(issued.status()).isEqualTo(201);
        assertThat(issued.header("Location")).isEqualTo("/v1/certificates/" + issued.id());
        assertThat(api.get(issuer, issued.header("Location")).json()).isEqualTo(issued.json());
        register(holder, jws(issued));
        assertThat(seen(id)).isEqualTo(200);

        assertThat(issueOnce(issuer, key, body).told()).isEqualTo(issued.told());
        assertThat(issueOnce(issuer, key, body.replace("read", "write")).code()).isEqualTo("idempotency_key_reused");
        assertThat(issueOnce(issuer, key, body.replace("read", "write")).status())
                .isEqualTo(422);
        assertThat(issueOnce(issuer.with("tasks:write"), key, body).code()).isEqualTo("not_found");
        assertThat(issueOnce(other, key, body).code()).isEqualTo("not_found");
        assertThat(api.get(issuer, "/v1/certificates").json().path("items")).hasSize(1);

        Api.Answer ofOtherApp = issueOnce(issuer.other("certificates-" + key, "notes:write"), key, body);
        assertThat(ofOtherApp.status()).isEqualTo(201);
        assertThat(ofOtherApp.id()).isNotEqualTo(issued.id());
    }

    @Test
    void anAnswerThatIsKeptMakesARevokedCertificateWorthNothingMore() throws Exception {
        String key = UUID.randomUUID().toString();
        String id = api.create(issuer, "ours").id();
        String body = body("\"document\":\"" + id + "\"", "[\"read\"]", inAnHour());
        Api.Answer issued = issueOnce(issuer, key, body);
        api.deleteAt(issuer, issued.header("Location"));

        String again = jws(issueOnce(issuer, key, body));

        assertThat(again).isEqualTo(jws(issued));
        assertThat(register(holder, again).code()).isEqualTo("certificate_invalid");
        assertThat(status(again)).isEqualTo("revoked");
        assertThat(seen(id)).isEqualTo(404);
    }

    @Test
    void theAnswerIsTheSameWhenTheTimesHavePassed() throws Exception {
        String key = UUID.randomUUID().toString();
        String soon =
                Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.SECONDS).toString();
        String body = body("\"type\":\"notes\"", "[\"read\"]", soon);
        Api.Answer issued = issueOnce(issuer, key, body);
        assertThat(issued.status()).isEqualTo(201);

        Await.until("it has expired", () -> status(jws(issued)).equals("expired"));

        assertThat(issueOnce(issuer, key, body).told()).isEqualTo(issued.told());
        assertThat(issueOnce(issuer, key + "b", body).code()).isEqualTo("invalid_request");
    }

    @Test
    void issuerAndHolderListTheirs() throws Exception {
        String id = api.create(issuer, "ours").id();
        Api.Answer first = issueOn(id, "read");
        Api.Answer second = issueOn(id, "write");
        register(holder, jws(first));

        JsonNode page = api.get(issuer, "/v1/certificates?limit=1").json();
        assertThat(page.at("/items/0/id").asText()).isEqualTo(second.id());
        assertThat(page.at("/items/0/jws").asText()).isEqualTo(jws(second));
        assertThat(api.get(
                                issuer,
                                "/v1/certificates?limit=1&after="
                                        + page.path("next").asText())
                        .json()
                        .at("/items/0/id")
                        .asText())
                .isEqualTo(first.id());
        JsonNode held = api.get(holder, "/v1/certificates?side=held").json();
        assertThat(held.path("items")).hasSize(1);
        assertThat(held.at("/items/0/id").asText()).isEqualTo(first.id());
        assertThat(api.get(other, "/v1/certificates?side=held").json().path("items"))
                .isEmpty();
        assertThat(api.get(issuer.with("tasks:write"), "/v1/certificates")
                        .json()
                        .path("items"))
                .isEmpty();
        assertThat(api.get(issuer, "/v1/certificates?side=x").code()).isEqualTo("invalid_request");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"type\":\"notes\"|[]|invalid_request",
                "\"type\":\"notes\"|[\"manage\"]|invalid_request",
                "\"type\":\"No\"|[\"read\"]|invalid_request",
                "\"document\":\"x\"|[\"read\"]|invalid_request",
                "\"type\":\"notes\",\"document\":\"01997f6b-7c2e-7cc3-98c4-dc0c0c07398f\"|[\"read\"]|invalid_request",
                "\"x\":1|[\"read\"]|invalid_request",
                "\"document\":\"01997f6b-7c2e-7cc3-98c4-dc0c0c07398f\"|[\"read\"]|not_found",
                "\"type\":\"tasks\"|[\"read\"]|permission_missing",
                "\"type\":\"notes\",\"notBefore\":\"soon\"|[\"read\"]|invalid_request",
                "\"type\":\"notes\",\"notBefore\":\"9998-01-01T00:00:00Z\"|[\"read\"]|invalid_request"
            })
    void whatCannotBeCertifiedIsRefused(String what, String actions, String code) throws Exception {
        assertThat(issue(issuer, what, actions).code()).isEqualTo(code);
    }

    @Test
    void aMemberThatIsNotKnownIsNotPassedOver() throws Exception {
        Api.Answer refused = issue(issuer, "\"type\":\"notes\",\"notbefore\":\"2999-01-01T00:00:00Z\"", "[\"read\"]");

        assertThat(refused.code()).isEqualTo("invalid_request");
        assertThat(refused.json().path("detail").asText()).contains("notbefore").contains("notBefore");
        assertThat(api.get(issuer, "/v1/certificates").json().path("items")).isEmpty();
        assertThat(api.send(holder, "POST", "/v1/certificates/register", "{\"jws\":\"a.b.c\",\"text\":1}")
                        .code())
                .isEqualTo("invalid_request");
    }

    @Test
    void aCertificateLastsAYearAndAReaderIssuesNone() throws Exception {
        String twoYears = "{\"holder\":\"" + holder.person()
                + "\",\"type\":\"notes\",\"actions\":[\"read\"],\"expiresAt\":\"2999-01-01T00:00:00Z\"}";
        assertThat(api.send(issuer, "POST", "/v1/certificates", twoYears).code())
                .isEqualTo("certificate_too_long");
        assertThat(issue(issuer.with("notes:read"), "\"type\":\"notes\"", "[\"read\"]")
                        .code())
                .isEqualTo("permission_missing");
        String nobody =
                "{\"holder\":\"king\",\"type\":\"notes\",\"actions\":[\"read\"],\"expiresAt\":\"" + inAnHour() + "\"}";
        assertThat(api.send(issuer, "POST", "/v1/certificates", nobody).code()).isEqualTo("invalid_request");
    }

    /** The same by SQL: the policies and triggers decide, and not what the API asks. */
    @Test
    void theDatabaseRefusesWhatTheApiWould() throws Exception {
        String id = api.create(issuer, "ours").id();
        UUID certificate = UUID.fromString(issueOn(id, "read").id());
        String insert =
                "INSERT INTO vibe.certificates (id, issuer, holder, document, type, actions, not_before, expires_at)"
                        + " SELECT gen_random_uuid(), %s, vibe.me(), %s, 'notes', '{read}', now(), now() + interval '%s' WHERE ?::uuid IS NOT NULL"
                        + " RETURNING 1";
        try (SqlCaller stranger = SqlCaller.of(other, "{*}");
                SqlCaller him = SqlCaller.of(holder, "{notes}");
                SqlCaller self = SqlCaller.of(issuer, "{notes}");
                SqlCaller otherType = SqlCaller.of(issuer, "{tasks}")) {
            assertThat(refusal(stranger, insert.formatted("'" + issuer.person() + "'", "NULL", "1 day"), certificate))
                    .isEqualTo("42501");
            assertThat(refusal(stranger, insert.formatted("vibe.me()", "'" + id + "'", "1 day"), certificate))
                    .isEqualTo("42501");
            assertThat(refusal(self, insert.formatted("vibe.me()", "NULL", "2 years"), certificate))
                    .isEqualTo("42501");
            assertThat(refusal(otherType, insert.formatted("vibe.me()", "NULL", "1 day"), certificate))
                    .isEqualTo("42501");
            assertThat(stranger.query("SELECT id FROM vibe.certificates WHERE id = ?", certificate))
                    .isEmpty();
            String registered = "UPDATE vibe.certificates SET registered_at = now() WHERE id = ? RETURNING 1";
            assertThat(refusal(self, registered, certificate)).isEqualTo("42501");
            String revoked = "UPDATE vibe.certificates SET revoked_at = now() WHERE id = ? RETURNING 1";
            assertThat(refusal(him, revoked, certificate)).isEqualTo("42501");
            assertThat(refusal(him, registered, certificate)).isEqualTo("none");
            assertThat(refusal(
                            him,
                            "UPDATE vibe.certificates SET registered_at = NULL WHERE id = ? RETURNING 1",
                            certificate))
                    .isEqualTo("42501");
            assertThat(refusal(
                            self,
                            "UPDATE vibe.certificates SET actions = '{write}' WHERE id = ? RETURNING 1",
                            certificate))
                    .isEqualTo("42501");
            assertThat(refusal(self, revoked, certificate)).isEqualTo("none");
            assertThat(refusal(
                            self,
                            "UPDATE vibe.certificates SET revoked_at = NULL WHERE id = ? RETURNING 1",
                            certificate))
                    .isEqualTo("42501");
        }
    }

    @Test
    void anIssuerHasAThousandAndThoseOfLongAgoMakeRoom() throws Exception {
        String last;
        try (SqlCaller self = SqlCaller.of(issuer, "{notes}")) {
            last = self.query("""
                            WITH made AS (
                                INSERT INTO vibe.certificates (id, issuer, holder, type, actions, not_before, expires_at)
                                SELECT gen_random_uuid(), vibe.me(), gen_random_uuid(), 'notes', '{read}', now(), now() + interval '1 day'
                                FROM generate_series(1, 1000) RETURNING id)
                            SELECT max(id::text) FROM made
                            """).getFirst();
        }
        assertThat(issue(issuer, "\"type\":\"notes\"", "[\"read\"]").code()).isEqualTo("too_many_certificates");

        change(last, "not_before = now() - interval '101 days', expires_at = now() - interval '100 days'");

        assertThat(issue(issuer, "\"type\":\"notes\"", "[\"read\"]").status()).isEqualTo(201);
        assertThat(issue(issuer, "\"type\":\"notes\"", "[\"read\"]").code()).isEqualTo("too_many_certificates");
    }

    private static String refusal(SqlCaller caller, String sql, UUID id) {
        try {
            caller.query(sql, id);
            return "none";
        } catch (SQLException refused) {
            return refused.getSQLState();
        }
    }
}
