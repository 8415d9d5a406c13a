package cloud.vibe.data.certificate;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** An issuer, a holder and somebody else, and certificates as apps issue and show them. */
abstract class CertificateTrial {
    final Api api = TestCloud.get().api();
    final TestApp issuer = TestCloud.get().app("notes:write");
    final TestApp holder = TestCloud.get().app("notes:write");
    final TestApp other = TestCloud.get().app("notes:write");

    static String inAnHour() {
        return Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    Api.Answer issue(TestApp by, String what, String actions) throws IOException, InterruptedException {
        return api.send(by, "POST", "/v1/certificates", body(what, actions, inAnHour()));
    }

    String body(String what, String actions, String expiresAt) {
        return "{\"holder\":\"did:web:localhost%3A8601:people:" + holder.person() + "\"," + what + ",\"actions\":"
                + actions + ",\"expiresAt\":\"" + expiresAt + "\"}";
    }

    Api.Answer issueOnce(TestApp by, String key, String body) throws IOException, InterruptedException {
        return api.postOnce(by, key, "/v1/certificates", body);
    }

    Api.Answer issueOn(String document, String action) throws IOException, InterruptedException {
        return issue(issuer, "\"document\":\"" + document + "\"", "[\"" + action + "\"]");
    }

    Api.Answer register(TestApp by, String jws) throws IOException, InterruptedException {
        return api.send(by, "POST", "/v1/certificates/register", "{\"jws\":\"" + jws + "\"}");
    }

    String status(String jws) throws IOException, InterruptedException {
        return api.send(api.request("/v1/certificates/verify")
                        .header("Content-Type", "application/json")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"jws\":\"" + jws + "\"}")))
                .json()
                .path("status")
                .asText();
    }

    static String jws(Api.Answer issued) {
        return issued.json().path("jws").asText();
    }

    int seen(String id) throws IOException, InterruptedException {
        return api.get(holder, "/v1/documents/" + id).status();
    }

    String rev(String id) throws IOException, InterruptedException {
        return api.get(issuer, "/v1/documents/" + id).json().path("rev").asText();
    }

    /** As time passes, or as a database would be changed that somebody has broken into. */
    static void change(String certificate, String assignment) throws SQLException {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.execute(superuser, "ALTER TABLE vibe.certificates DISABLE TRIGGER certificates_changed");
            TestDatabase.execute(
                    superuser, "UPDATE vibe.certificates SET " + assignment + " WHERE id = '" + certificate + "'");
            TestDatabase.execute(superuser, "ALTER TABLE vibe.certificates ENABLE TRIGGER certificates_changed");
        }
    }

    static String refusal(SqlCaller caller, String sql, UUID id) {
        try {
            caller.query(sql, id);
            return "none";
        } catch (SQLException refused) {
            return refused.getSQLState();
        }
    }
}
