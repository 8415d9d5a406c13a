package cloud.vibe.data.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Await;
import cloud.vibe.data.trial.SqlCaller;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How certificates are issued and listed, and which are not. */
final class IssuedCertificatesIT extends CertificateTrial {
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
}
