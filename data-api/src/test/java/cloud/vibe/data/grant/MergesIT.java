package cloud.vibe.data.grant;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Await;
import cloud.vibe.data.trial.Contract;
import cloud.vibe.data.trial.Merged;
import cloud.vibe.data.trial.Socket;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import cloud.vibe.data.trial.TestIdentity;
import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a guest's documents when the guest turns out to have an account. */
final class MergesIT {
    private final Api api = TestCloud.get().api();
    private final TestApp guest = TestCloud.get().app("notes:write");
    private final TestApp account = TestCloud.get().app("notes:write");

    private Api.Answer create(TestApp by, String key, String data) throws Exception {
        return api.post(by, "{\"type\":\"notes\",\"key\":\"" + key + "\",\"data\":" + data + "}");
    }

    private int status(TestApp reader, Api.Answer document) throws Exception {
        return api.get(reader, "/v1/documents/" + document.id()).status();
    }

    private JsonNode listed(TestApp reader) throws Exception {
        return api.get(reader, "/v1/documents?type=notes&limit=200").json().path("items");
    }

    private static List<String> sql(String query, Object... values) throws SQLException {
        try (Connection superuser = TestDatabase.get().superuser()) {
            return TestDatabase.query(superuser, query, values);
        }
    }

    @Test
    void theAccountHasWhatTheGuestHad() throws Exception {
        Api.Answer milk = create(guest, "today", "{\"title\":\"Buy milk\"}");
        Api.Answer deleted = api.create(guest, "Thrown away");
        api.delete(guest, deleted.id());
        Api.Answer before = api.create(account, "From before");

        Merged.into(api, guest, account);

        Api.Answer moved = api.get(account, "/v1/documents/by-key/notes/today");
        assertThat(moved.id()).isEqualTo(milk.id());
        assertThat(moved.header("ETag")).isEqualTo(milk.header("ETag"));
        assertThat(moved.json().path("owner").asText())
                .endsWith(account.person().toString());
        assertThat(moved.json().path("createdAt")).isEqualTo(milk.json().path("createdAt"));
        assertThat(listed(account)).hasSize(2);
        assertThat(status(account, before)).isEqualTo(200);
        assertThat(api.get(account, "/v1/search?q=milk")
                        .json()
                        .at("/items/0/document/id")
                        .asText())
                .isEqualTo(milk.id());
        // Theirs in every respect: written, with the rev that was known; and what was thrown away is brought back.
        assertThat(api.put(account, milk.id(), milk.json().path("rev").asText(), "{\"title\":\"Bread\"}")
                        .status())
                .isEqualTo(200);
        assertThat(api.send(api.request(account, "/v1/documents/" + deleted.id() + "/restore")
                                .POST(BodyPublishers.noBody()))
                        .status())
                .isEqualTo(200);
        assertThat(sql("SELECT id FROM vibe.documents WHERE owner = ?", guest.person()))
                .isEmpty();
        for (String table : List.of("doc_versions", "doc_search", "doc_index_entries")) {
            assertThat(sql("SELECT 1 FROM vibe." + table + " WHERE owner = ?", guest.person()))
                    .as(table)
                    .isEmpty();
        }
    }

    @Test
    void declaredIndexesFindIt() throws Exception {
        String type = "t" + UUID.randomUUID().toString().replace("-", "");
        TestApp writer = guest.with(type + ":write");
        TestApp reader = account.with(type + ":write");
        String place = "/v1/types/" + type + "/indexes/n";
        String own = "Bearer " + writer.ownToken(type + ":write");
        api.send(api.request(place).header("Authorization", own).PUT(BodyPublishers.noBody()));
        api.post(writer, "{\"type\":\"" + type + "\",\"data\":{\"n\":7}}");
        Await.until(
                "the index is ready",
                () -> api.get(writer, place).json().path("state").asText().equals("ready"));

        Merged.into(api, writer, reader);

        String query = "{\"type\":\"" + type + "\",\"selector\":{\"n\":7}}";
        assertThat(api.query(reader, query).json().path("items")).hasSize(1);
        assertThat(sql("SELECT owner FROM vibe.doc_index_entries WHERE type = ?", type))
                .containsExactly(account.person().toString());
    }

    @Test
    void whoListensAsTheAccountHearsOfIt() throws Exception {
        Api.Answer milk = api.create(guest, "milk");
        Socket theirs = Socket.open(api, account);
        theirs.subscribe(null);
        TestApp stranger = TestCloud.get().app("notes:write");
        Socket another = Socket.open(api, stranger);
        another.subscribe(null);

        Merged.into(api, guest, account);

        JsonNode message = theirs.next();
        assertThat(message.path("kind").asText()).isEqualTo("created");
        assertThat(message.path("document"))
                .isEqualTo(api.get(account, "/v1/documents/" + milk.id()).json());
        // In one order for all: what is theirs comes, and nothing came before it.
        Api.Answer own = api.create(stranger, "own");
        assertThat(another.next().at("/document/id").asText()).isEqualTo(own.id());
    }

    @Test
    void twoDocumentsOfOneKeyBothStay() throws Exception {
        Api.Answer theirs = create(account, "today", "{\"of\":\"account\"}");
        Api.Answer mine = create(guest, "today", "{\"of\":\"guest\"}");
        Api.Answer buried = create(account, "yesterday", "{}");
        api.delete(account, buried.id());
        Api.Answer free = create(guest, "yesterday", "{}");

        Merged.into(api, guest, account);

        assertThat(api.get(account, "/v1/documents/by-key/notes/today").json()).isEqualTo(theirs.json());
        Api.Answer moved = api.get(account, "/v1/documents/" + mine.id());
        assertThat(moved.json().path("data")).isEqualTo(mine.json().path("data"));
        assertThat(moved.json().has("key")).isFalse();
        assertThat(sql("SELECT key FROM vibe.merged_keys WHERE document = ?", UUID.fromString(mine.id())))
                .containsExactly("today");
        assertThat(api.get(account, "/v1/documents/by-key/notes/yesterday").id())
                .isEqualTo(free.id());
    }

    @Test
    void theGuestsTokensAreWorthNothingAtOnce() throws Exception {
        api.tell(guest, "active");
        assertThat(api.create(guest, "before").status()).isEqualTo(201);

        api.push(guest.merge(account.person(), 1));

        assertThat(api.create(guest, "after").status()).isEqualTo(401);
        assertThat(api.get(guest, "/v1/documents?type=notes").status()).isEqualTo(401);
    }

    @Test
    void anEventThatComesAgainMovesNothingMore() throws Exception {
        Api.Answer milk = api.create(guest, "milk");
        String event = guest.merge(account.person(), 5);
        assertThat(api.push(event).status()).isEqualTo(202);
        Merged.await(guest.person());
        String told = "SELECT seq FROM vibe.doc_outbox WHERE subject = ? ORDER BY seq";
        List<String> before = sql(told, UUID.fromString(milk.id()));
        TestApp thief = TestCloud.get().app("notes:write");

        assertThat(api.push(event).status()).isEqualTo(202);
        // Older than what is known, wherever it would lead.
        assertThat(api.push(guest.merge(thief.person(), 4)).status()).isEqualTo(202);

        Merged.await(guest.person());
        assertThat(sql(told, UUID.fromString(milk.id()))).isEqualTo(before);
        assertThat(listed(account)).hasSize(1);
        assertThat(listed(thief)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itDoesNotMatterWhetherTheEndOfTheGuestIsToldBefore(boolean isDeletedFirst) throws Exception {
        Api.Answer milk = api.create(guest, "milk");
        String gone = guest.principal("person", guest.person(), "deleted", 9);
        String merge = guest.merge(account.person(), 9);

        for (String event : isDeletedFirst ? List.of(gone, merge) : List.of(merge, gone)) {
            assertThat(api.push(event).status()).isEqualTo(202);
        }

        Merged.await(guest.person());
        assertThat(status(account, milk)).isEqualTo(200);
        assertThat(api.send(api.request("/people/" + guest.person() + "/did.json"))
                        .status())
                .isEqualTo(404);
    }

    /** The account was a guest's once more, say of a realm that was restored: everything comes to the end of the way. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void mergesThatFollowEachOtherEndAtTheSamePerson(boolean isInOrder) throws Exception {
        TestApp last = TestCloud.get().app("notes:write");
        Api.Answer first = api.create(guest, "first");
        Api.Answer second = api.create(account, "second");
        List<String> events = List.of(guest.merge(account.person(), 1), account.merge(last.person(), 2));

        for (String event : isInOrder ? events : events.reversed()) {
            assertThat(api.push(event).status()).isEqualTo(202);
        }

        Merged.await(guest.person());
        Merged.await(account.person());
        assertThat(status(last, first)).isEqualTo(200);
        assertThat(status(last, second)).isEqualTo(200);
        // And not in a circle.
        assertThat(api.push(last.merge(guest.person(), 3)).json().path("err").asText())
                .isEqualTo("invalid_request");
        assertThat(status(last, first)).isEqualTo(200);
    }

    @Test
    void whatIsNoMergeIsRefused() throws Exception {
        String me = guest.person().toString();
        String other = account.person().toString();
        api.tell(guest, "active");
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("guest", me, "account", me, "version", 1),
                Map.of("guest", me, "account", other, "version", 0),
                Map.of("guest", me, "account", other, "version", "1"),
                Map.of("guest", me, "version", 1),
                Map.of("guest", me, "account", "everyone", "version", 1),
                Map.of("guest", guest.app().toString(), "account", other, "version", 1),
                Map.of("guest", other, "account", guest.app().toString(), "version", 1))) {
            Api.Answer answer = api.push(guest.merge(wrong));
            assertThat(answer.status()).as(wrong.toString()).isEqualTo(400);
            assertThat(answer.json().path("err").asText()).isEqualTo("invalid_request");
        }
        assertThat(sql("SELECT 1 FROM vibe.merges WHERE guest IN (?, ?)", guest.person(), account.person()))
                .isEmpty();
    }

    @Test
    void whatTheIdentitySideDidNotSignForUsMovesNothing() throws Exception {
        Api.Answer milk = api.create(guest, "milk");
        TestIdentity identity = TestCloud.get().identity();
        Map<String, Object> claims =
                JWSObject.parse(guest.merge(account.person(), 1)).getPayload().toJSONObject();
        Map<String, Object> elsewhere = new HashMap<>(claims);
        elsewhere.put("aud", "another-api");

        for (String forged : List.of(
                TestIdentity.sign(TestIdentity.newKey("first"), "secevent+jwt", claims),
                identity.sign("JWT", claims),
                identity.sign("secevent+jwt", elsewhere),
                guest.token(own -> own.put("events", claims.get("events"))))) {
            assertThat(api.push(forged).json().path("err").asText()).isEqualTo("authentication_failed");
        }

        assertThat(status(guest, milk)).isEqualTo(200);
        assertThat(status(account, milk)).isEqualTo(404);
    }

    @Test
    void nothingOfAnybodyElseIsTouched() throws Exception {
        TestApp third = TestCloud.get().app("notes:write");
        create(third, "today", "{\"of\":\"third\"}");
        create(guest, "today", "{}");
        String all = "SELECT d::text FROM vibe.documents AS d WHERE owner = ? ORDER BY id";
        List<String> before = sql(all, third.person());

        Merged.into(api, guest, account);

        assertThat(before).hasSize(1);
        assertThat(sql(all, third.person())).isEqualTo(before);
        assertThat(listed(third)).hasSize(1);
    }

    /** Others write all the while: the account under the same keys, and who may write the guest's documents. */
    @Test
    void nothingIsLostWhileOthersWrite() throws Exception {
        TestApp friend = TestCloud.get().app("notes:write");
        List<Api.Answer> documents = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Api.Answer one = create(guest, "k" + i, "{\"n\":0}");
            documents.add(one);
            api.send(
                    guest,
                    "PUT",
                    "/v1/documents/" + one.id() + "/acl",
                    "{\"entries\":[{\"principal\":{\"kind\":\"person\",\"id\":\"" + friend.person()
                            + "\"},\"actions\":[\"write\"]}]}");
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Integer> keys = threads.submit(() -> {
                int created = 0;
                for (int i = 0; i < 60; i++) {
                    created += create(account, "k" + i, "{\"n\":2}").status() == 201 ? 1 : 0;
                }
                return created;
            });
            Future<Integer> writes = threads.submit(() -> {
                int written = 0;
                for (Api.Answer one : documents) {
                    written += api.merge(friend, one.id(), "{\"n\":1}").status() == 200 ? 1 : 0;
                }
                return written;
            });
            Merged.into(api, guest, account);

            assertThat(writes.get()).isEqualTo(60);
            assertThat(listed(account)).hasSize(60 + keys.get());
        }
        for (Api.Answer one : documents) {
            assertThat(api.get(account, "/v1/documents/" + one.id())
                            .json()
                            .at("/data/n")
                            .asInt())
                    .isEqualTo(1);
        }
        assertThat(sql("SELECT 1 FROM vibe.doc_search WHERE owner = ?", guest.person()))
                .isEmpty();
    }

    @Test
    void theContractsEventIsUnderstood() throws Exception {
        Map<String, Object> claims = TestIdentity.claims(Contract.read("events/merge.json"));
        claims.put("iss", TestCloud.get().identity().issuer());

        assertThat(api.push(TestCloud.get().identity().sign("secevent+jwt", claims))
                        .status())
                .isEqualTo(202);

        Merged.await(UUID.fromString("2b6f0cc9-04d1-4f3a-9a11-5a1f7e0c3b52"));
    }
}
