package cloud.vibe.data.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestApp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** What a certificate lets its holder do, and until when. */
final class CertificatesIT extends CertificateTrial {
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
}
