package cloud.vibe.data.query;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QueryIT {
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("tasks:read", "tasks:write");

    @BeforeEach
    void somebodyHasTasks() throws Exception {
        create(
                "{\"n\":\"a\",\"status\":\"open\",\"due\":3,\"tags\":[\"home\",\"shop\"],\"at\":{\"city\":\"Bern\",\"zip\":3000}}");
        create("{\"n\":\"b\",\"status\":\"open\",\"due\":10.50,\"tags\":[],\"at\":{\"city\":\"Basel\"},\"a.b\":1}");
        create("{\"n\":\"c\",\"status\":\"done\",\"due\":\"soon\",\"tags\":\"home\",\"_x\":1,\"$y\":2}");
        create(
                "{\"n\":\"d\",\"status\":null,\"due\":-7,\"list\":[{\"k\":1,\"v\":\"x\"},{\"k\":2,\"v\":\"y\"}],\"flag\":true}");
        create("{\"n\":\"e\",\"due\":{\"year\":2026},\"list\":[1,2,3],\"flag\":false,\"at\":{}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}|abcde",
                "{\"status\":\"open\"}|ab",
                "{\"status\":{\"$eq\":\"open\"}}|ab",
                "{\"status\":{\"$ne\":\"open\"}}|cd",
                "{\"status\":null}|d",
                "{\"due\":10.5}|b",
                "{\"due\":{\"$gt\":3}}|bce",
                "{\"due\":{\"$gte\":3}}|abce",
                "{\"due\":{\"$lt\":3}}|d",
                "{\"due\":{\"$lte\":3}}|ad",
                "{\"due\":{\"$gt\":\"so\"}}|ce",
                "{\"due\":{\"$lt\":\"soon\"}}|abd",
                "{\"flag\":{\"$gt\":false}}|d",
                "{\"flag\":{\"$gte\":false}}|de",
                "{\"status\":{\"$gt\":null}}|abc",
                "{\"status\":{\"$gte\":null}}|abcd",
                "{\"status\":{\"$lte\":null}}|d",
                "{\"status\":{\"$lt\":null}}|",
                "{\"due\":{\"$in\":[3,\"soon\",{\"year\":2026}]}}|ace",
                "{\"tags\":{\"$in\":[\"home\"]}}|ac",
                "{\"tags\":{\"$nin\":[\"home\"]}}|b",
                "{\"due\":{\"$in\":[]}}|",
                "{\"due\":{\"$nin\":[]}}|abcde",
                "{\"flag\":{\"$exists\":true}}|de",
                "{\"flag\":{\"$exists\":false}}|abc",
                "{\"due\":{\"$type\":\"number\"}}|abd",
                "{\"due\":{\"$type\":\"object\"}}|e",
                "{\"tags\":{\"$all\":[\"shop\",\"home\"]}}|a",
                "{\"tags\":{\"$size\":0}}|b",
                "{\"tags\":{\"$size\":2}}|a",
                "{\"due\":{\"$mod\":[7,3]}}|a",
                "{\"due\":{\"$mod\":[2,-1]}}|d",
                "{\"n\":{\"$regex\":\"^[a-c]$\"}}|abc",
                "{\"at.city\":{\"$regex\":\"(?i)b.*e\"}}|ab",
                "{\"at.city\":{\"$beginsWith\":\"Be\"}}|a",
                "{\"at\":{\"city\":\"Bern\"}}|a",
                "{\"at\":{\"city\":\"Bern\",\"zip\":{\"$gt\":2999}}}|a",
                "{\"at\":{}}|e",
                "{\"at\":{\"$eq\":{\"zip\":3000,\"city\":\"Bern\"}}}|a",
                "{\"a\\\\.b\":1}|b",
                "{\"\\\\_x\":1}|c",
                "{\"\\\\$y\":2}|c",
                "{\"list.0.k\":1}|d",
                "{\"list.-1\":3}|e",
                "{\"list\":{\"$elemMatch\":{\"k\":2,\"v\":\"y\"}}}|d",
                "{\"list\":{\"$elemMatch\":{\"k\":1,\"v\":\"y\"}}}|",
                "{\"list\":{\"$elemMatch\":{\"$gt\":2}}}|de",
                "{\"tags\":{\"$elemMatch\":{\"$or\":[\"shop\",{\"$gt\":\"x\"}]}}}|a",
                "{\"list\":{\"$allMatch\":{\"k\":{\"$gte\":1}}}}|d",
                "{\"list\":{\"$allMatch\":{\"$type\":\"number\"}}}|e",
                "{\"tags\":{\"$allMatch\":{\"$type\":\"number\"}}}|",
                "{\"$and\":[{\"status\":\"open\"},{\"due\":3}]}|a",
                "{\"$or\":[{\"status\":\"done\"},{\"due\":3}]}|ac",
                "{\"$nor\":[{\"status\":\"done\"},{\"due\":3}]}|bd",
                "{\"$not\":{\"status\":\"open\"}}|cd",
                "{\"$not\":{\"status\":{\"$exists\":true}}}|e",
                "{\"$not\":{\"$or\":[{\"status\":\"open\"},{\"due\":-7}]}}|c",
                "{\"due\":{\"$or\":[{\"$lt\":0},3,{\"year\":2026}]}}|ade",
                "{\"due\":{\"$not\":{\"$type\":\"number\"}}}|ce",
                "{\"tags\":{\"$not\":{\"$size\":2}}}|bc",
                "{\"$and\":[]}|abcde",
                "{\"$or\":[]}|",
                "{\"_rev\":{\"$beginsWith\":\"1-\"},\"n\":\"a\"}|a",
                "{\"_key\":{\"$exists\":false}}|abcde",
                "{\"_createdAt\":{\"$gt\":\"2026\"},\"_updatedAt\":{\"$lt\":\"9999\"}}|abcde",
                "{\"_owner\":{\"$beginsWith\":\"did:web:localhost%3A8601:people:\"}}|abcde",
                "{\"_owner\":\"did:web:localhost%3A8601:people:other\"}|",
                "{\"_id\":\"not an id\"}|",
            })
    void everyOperatorFindsWhatItShould(String selector, String expected) throws Exception {
        Api.Answer answer = query("\"selector\":" + selector);

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(names(answer).stream().sorted().reduce("", String::concat))
                .isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[\"due\"]|dabce",
                "[{\"due\":\"desc\"}]|ecbad",
                "[\"status\",{\"n\":\"desc\"}]|edcba",
                "[{\"status\":\"desc\"},\"n\"]|abcde",
                "[\"at.city\",\"n\"]|cdeba",
                "[{\"_createdAt\":\"asc\"}]|abcde",
                "[\"_id\"]|abcde",
                "[{\"_id\":\"desc\"}]|edcba",
                "[\"flag\",{\"_id\":\"desc\"}]|cbaed",
                "[\"flag\",\"_id\"]|abced",
            })
    void pagesFollowAnyOrderWithoutGapsWhileOthersWrite(String sort, String expected) throws Exception {
        for (int limit = 1; limit <= 6; limit++) {
            List<String> found = new ArrayList<>();
            String after = "";
            for (int pages = 0; pages < 7; pages++) {
                Api.Answer answer = query(
                        "\"selector\":{\"n\":{\"$exists\":true}},\"sort\":" + sort + ",\"limit\":" + limit + after);
                assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
                found.addAll(names(answer));
                JsonNode next = answer.json().path("next");
                if (next.isNull()) {
                    break;
                }
                after = ",\"after\":" + next;
                create("{\"written\":\"meanwhile\",\"due\":5}");
            }
            assertThat(String.join("", found)).as("by " + limit).isEqualTo(expected);
        }
    }

    @Test
    void aCursorOfAnotherQueryOrNoneIsRefused() throws Exception {
        String next =
                query("\"sort\":[\"due\"],\"limit\":2").json().path("next").asText();

        for (String other : List.of(
                "\"sort\":[\"n\"]",
                "\"selector\":{\"n\":\"a\"},\"sort\":[\"due\"]",
                "\"owner\":\"me\",\"sort\":[\"due\"]")) {
            assertThat(query(other + ",\"after\":\"" + next + "\"").code()).isEqualTo("invalid_cursor");
        }
        for (String forged :
                List.of("", "x", next + "A", next.substring(0, next.length() - 2), "*", "A".repeat(5_000))) {
            assertThat(query("\"sort\":[\"due\"],\"after\":\"" + forged + "\"").code())
                    .isEqualTo("invalid_cursor");
        }
        assertThat(query("\"sort\":[\"due\"],\"limit\":7,\"fields\":[\"n\"],\"after\":\"" + next + "\"")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aCursorOutlivesTheDocumentThatItNames() throws Exception {
        Api.Answer first = query("\"sort\":[\"due\"],\"limit\":2");
        api.delete(app, first.json().at("/items/1/id").asText());

        Api.Answer second =
                query("\"sort\":[\"due\"],\"limit\":9,\"after\":" + first.json().path("next"));

        assertThat(names(second)).containsExactly("b", "c", "e");
    }

    @Test
    void onlyTheFieldsThatWereAskedForAreSent() throws Exception {
        Api.Answer answer =
                query("\"selector\":{\"n\":\"a\"},\"fields\":[\"n\",\"at.city\",\"tags.1\",\"nothing.here\",\"_id\"]");

        JsonNode item = answer.json().at("/items/0");
        assertThat(item.path("data").toString())
                .isEqualTo("{\"n\":\"a\",\"at\":{\"city\":\"Bern\"},\"tags\":{\"1\":\"shop\"}}");
        assertThat(item.has("rev")).isTrue();
    }

    @Test
    void aCountIsOfAllThatIsMetAndNotOfThePage() throws Exception {
        Api.Answer some = query("\"selector\":{\"status\":{\"$exists\":true}},\"limit\":1,\"count\":true");
        Api.Answer none = query("\"selector\":{\"status\":\"lost\"},\"count\":true");

        assertThat(some.json().path("items")).hasSize(1);
        assertThat(some.json().path("count").asLong()).isEqualTo(4);
        assertThat(none.json().path("count").asLong()).isZero();
    }

    @Test
    void aggregatesAreComputedOfGroupsAndOfEverything() throws Exception {
        JsonNode groups = query("\"aggregate\":{\"groupBy\":[\"status\"],\"metrics\":{\"n\":{\"$count\":true},"
                        + "\"flags\":{\"$count\":\"flag\"},\"sum\":{\"$sum\":\"due\"},\"avg\":{\"$avg\":\"due\"},"
                        + "\"min\":{\"$min\":\"due\"},\"max\":{\"$max\":\"due\"}}}")
                .json();
        JsonNode whole = query(
                        "\"selector\":{\"status\":\"open\"},\"aggregate\":{\"metrics\":{\"n\":{\"$count\":true},\"sum\":{\"$sum\":\"due\"}}}")
                .json();
        JsonNode nothing = query(
                        "\"selector\":{\"n\":1},\"aggregate\":{\"metrics\":{\"n\":{\"$count\":true},\"sum\":{\"$sum\":\"due\"},\"avg\":{\"$avg\":\"due\"}}}")
                .json();

        assertThat(groups.path("items")).hasSize(4);
        assertThat(groups.at("/items/0").toString())
                .isEqualTo(
                        "{\"group\":{},\"metrics\":{\"n\":1,\"avg\":null,\"max\":null,\"min\":null,\"sum\":0,\"flags\":1}}");
        assertThat(groups.at("/items/1/group").toString()).isEqualTo("{\"status\":null}");
        assertThat(groups.at("/items/2/metrics/min").asText()).isEqualTo("soon");
        assertThat(groups.at("/items/3/group/status").asText()).isEqualTo("open");
        assertThat(groups.at("/items/3/metrics/sum").asDouble()).isEqualTo(13.5);
        assertThat(groups.at("/items/3/metrics/avg").asDouble()).isEqualTo(6.75);
        assertThat(groups.at("/items/3/metrics/min").asDouble()).isEqualTo(3);
        assertThat(groups.at("/items/3/metrics/max").asDouble()).isEqualTo(10.5);
        assertThat(whole.path("items").toString()).isEqualTo("[{\"group\":{},\"metrics\":{\"n\":2,\"sum\":13.5}}]");
        assertThat(nothing.path("items").toString())
                .isEqualTo("[{\"group\":{},\"metrics\":{\"n\":0,\"avg\":null,\"sum\":0}}]");
    }

    @Test
    void aListTakesTheSameThingsAsParameters() throws Exception {
        String path = "/v1/documents?type=tasks&selector=" + encode("{\"status\":{\"$exists\":true}}") + "&sort="
                + encode("status,-n") + "&fields=n&limit=3&count=true";
        Api.Answer answer = api.get(app, path);
        Api.Answer next =
                api.get(app, path + "&after=" + answer.json().path("next").asText());

        assertThat(names(answer)).containsExactly("d", "c", "b");
        assertThat(names(next)).containsExactly("a");
        assertThat(answer.json().path("count").asLong()).isEqualTo(4);
        assertThat(answer.json().at("/items/0/data").size()).isEqualTo(1);
        assertThat(names(api.get(app, "/v1/documents?type=tasks&owner=me"))).hasSize(5);
        assertThat(names(api.get(app, "/documents?type=tasks&key=none"))).isEmpty();
        assertThat(api.get(app, "/v1/documents?type=tasks&count=yes").code()).isEqualTo("invalid_request");
    }

    @Test
    void whatIsSharedIsFoundAmongOnesOwn() throws Exception {
        TestApp other = TestCloud.get().app("tasks:read", "tasks:write");
        Api.Answer theirs = api.post(other, "{\"type\":\"tasks\",\"data\":{\"n\":\"bb\",\"status\":\"open\"}}");
        api.post(other, "{\"type\":\"tasks\",\"data\":{\"n\":\"bc\",\"status\":\"open\"}}");
        share(theirs.id(), other, app.person());
        String owner = theirs.json().path("owner").asText();

        assertThat(names(query("\"sort\":[\"n\"],\"selector\":{\"status\":\"open\"}")))
                .containsExactly("a", "b", "bb");
        assertThat(names(query("\"sort\":[{\"n\":\"desc\"}],\"selector\":{\"status\":\"open\"},\"limit\":2")))
                .containsExactly("bb", "b");
        assertThat(names(query("\"owner\":\"me\",\"sort\":[\"n\"],\"selector\":{\"status\":\"open\"}")))
                .containsExactly("a", "b");
        assertThat(names(query("\"owner\":\"" + owner + "\""))).containsExactly("bb");
        assertThat(names(query("\"selector\":{\"_owner\":\"" + owner + "\"}"))).containsExactly("bb");
        assertThat(query("\"count\":true").json().path("count").asLong()).isEqualTo(6);
        assertThat(query(
                                "\"aggregate\":{\"groupBy\":[\"status\"],\"metrics\":{\"n\":{\"$count\":true}}},\"selector\":{\"status\":\"open\"}")
                        .json()
                        .at("/items/0/metrics/n")
                        .asLong())
                .isEqualTo(3);
    }

    private static void share(String document, TestApp owner, UUID reader) throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.query(
                    superuser,
                    "SELECT set_config('vibe.person', ?, false)",
                    owner.person().toString());
            TestDatabase.query(
                    superuser,
                    "UPDATE vibe.documents SET acl = ?::jsonb WHERE id = ? RETURNING 1",
                    "[{\"principal\":\"" + reader + "\",\"actions\":[\"read\"]}]",
                    UUID.fromString(document));
        }
    }

    @Test
    void explainSaysWhichStepsAreTakenAndNothingOfOthers() throws Exception {
        Api.Answer answer = query("\"selector\":{\"status\":\"open\"},\"sort\":[\"due\"],\"explain\":true");

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.json().at("/plan/declareIndexOn").asText()).isEqualTo("status");
        assertThat(answer.json().at("/plan/index").isNull()).isTrue();
        assertThat(answer.json().path("sql").asText()).contains("ORDER BY").doesNotContain("'open'", "\"open\"");
        assertThat(answer.response().body()).contains("documents").doesNotContain("Rows", "Total Cost", "Filter");
        assertThat(api.query(app.with("notes:read"), "{\"type\":\"tasks\",\"explain\":true}")
                        .code())
                .isEqualTo("permission_missing");
    }

    private void create(String data) throws Exception {
        Api.Answer created = api.post(app, "{\"type\":\"tasks\",\"data\":" + data + "}");
        assertThat(created.status()).as(created.response().body()).isEqualTo(201);
    }

    private Api.Answer query(String members) throws Exception {
        return api.query(app, "{\"type\":\"tasks\"," + members + "}");
    }

    private static List<String> names(Api.Answer answer) {
        List<String> names = new ArrayList<>();
        answer.json().path("items").forEach(item -> names.add(item.at("/data/n").asText()));
        return names;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
