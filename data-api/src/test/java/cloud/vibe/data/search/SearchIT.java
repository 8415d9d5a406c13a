package cloud.vibe.data.search;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Contract;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Search over HTTP: what is found, how it is shown, and that nothing of anybody else's is. */
final class SearchIT {
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:write", "tasks:write");
    private final TestApp other = TestCloud.get().app("notes:read");

    @Test
    void theBetterHitComesFirstWithItsWordsMarked() throws Exception {
        create(
                "notes",
                Map.of("title", "Shopping", "body", "milk and a great many other things, of which none is drunk"));
        String best = create("notes", Map.of("title", "Milk", "tags", List.of("milk")));

        JsonNode items = search(app, "milk").json().path("items");

        assertThat(items).hasSize(2);
        assertThat(items.at("/0/document/id").asText()).isEqualTo(best);
        assertThat(items.at("/0/score").asDouble())
                .isGreaterThan(items.at("/1/score").asDouble());
        assertThat(items.at("/0/highlights/0").toString())
                .isIn(
                        "{\"pointer\":\"/title\",\"text\":\"Milk\",\"ranges\":[{\"start\":0,\"end\":4}]}",
                        "{\"pointer\":\"/tags/0\",\"text\":\"milk\",\"ranges\":[{\"start\":0,\"end\":4}]}");
    }

    @ParameterizedTest
    @CsvSource({
        "milk bread, both",
        "\"fresh bread\", both",
        "\"bread fresh\", ''",
        "milk OR butter, 'both butter'",
        "bread -milk, 'stale'",
        "butt, butter",
        "butt -bread, ''",
        "bu, ''",
        "MILK, both"
    })
    void theUsualSyntaxIsUnderstood(String text, String expected) throws Exception {
        Map<String, String> names = Map.of(
                create("notes", Map.of("text", "milk and fresh bread")), "both",
                create("notes", Map.of("text", "bread of yesterday")), "stale",
                create("tasks", Map.of("text", "butter")), "butter");

        assertThat(ids(search(app, text)).stream().map(names::get))
                .containsExactlyInAnyOrder(expected.isEmpty() ? new String[0] : expected.split(" "));
    }

    @ParameterizedTest
    @CsvSource({"recieve, receive", "mlik, milk", "accomodation, accommodation", "definately, definitely"})
    void aTypingErrorIsForgivenAndNamed(String typed, String meant) throws Exception {
        String found = create("notes", Map.of("text", "receive milk, definitely with accommodation"));

        Api.Answer answer = search(app, typed);

        assertThat(ids(answer)).containsExactly(found);
        assertThat(answer.json().at("/corrections/0").toString())
                .isEqualTo("{\"word\":\"" + typed + "\",\"meant\":\"" + meant + "\"}");
        assertThat(search(app, meant).json().path("corrections")).isEmpty();
        // Nobody learns a word from somebody else's documents.
        assertThat(search(other, typed).json().path("corrections")).isEmpty();
    }

    @Test
    void aDocumentIsSearchedByTheRulesOfItsLanguage() throws Exception {
        String german = create("notes", Map.of("lang", "de-AT", "text", "Die Häuser am See"));
        String english = create("notes", Map.of("language", "english", "text", "He was running home"));
        String plain = create("notes", Map.of("text", "He was running away"));

        assertThat(ids(search(app, "Haus"))).containsExactly(german);
        assertThat(ids(search(app, "run -away"))).containsExactly(english);
        assertThat(ids(search(app, "\"was running\""))).containsExactlyInAnyOrder(english, plain);
    }

    @Test
    void whatChangesIsFoundAsItIsNow() throws Exception {
        Api.Answer created = post("notes", Map.of("text", "before"));
        String id = created.id();
        assertThat(ids(search(app, "before"))).containsExactly(id);

        String rev = created.json().path("rev").asText();
        assertThat(api.put(app, id, rev, "{\"text\":\"behind\"}").status()).isEqualTo(200);
        assertThat(ids(search(app, "before"))).isEmpty();
        assertThat(ids(search(app, "behind"))).containsExactly(id);

        api.delete(app, id);
        assertThat(ids(search(app, "behind"))).isEmpty();
        try (Connection superuser = TestDatabase.get().superuser()) {
            assertThat(TestDatabase.query(
                            superuser, "SELECT 1 FROM vibe.doc_search WHERE document = ?", UUID.fromString(id)))
                    .isEmpty();
        }
    }

    @Test
    void typesAndOwnersNarrow() throws Exception {
        String note = create("notes", Map.of("text", "common"));
        String task = create("tasks", Map.of("text", "common"));

        assertThat(ids(search(app, "common"))).containsExactlyInAnyOrder(note, task);
        assertThat(ids(search(app, "common", "&type=tasks"))).containsExactly(task);
        assertThat(ids(search(app, "common", "&type=tasks&type=notes&owner=me")))
                .hasSize(2);
        assertThat(ids(search(app.with("notes:read"), "common"))).containsExactly(note);
        String elsewhere = "did:web:localhost%3A8601:people:" + other.person();
        assertThat(ids(search(app, "common", "&owner=" + URLEncoder.encode(elsewhere, StandardCharsets.UTF_8))))
                .isEmpty();
    }

    @Test
    void whatIsSharedIsFoundForAsLongAsItIs() throws Exception {
        String id = create("notes", Map.of("text", "sesame"));
        assertThat(ids(search(other, "sesame"))).isEmpty();

        share(id, other.person().toString());
        assertThat(ids(search(other, "sesame"))).containsExactly(id);
        assertThat(ids(search(other, "sesame", "&owner=me"))).isEmpty();
        assertThat(ids(search(other.with("tasks:read"), "sesame"))).isEmpty();

        share(id, "00000000-0000-0000-0000-000000000000");
        assertThat(ids(search(other, "sesame"))).isEmpty();
    }

    @Test
    void pagesFollowOneAnotherWithoutGapOrRepetition() throws Exception {
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < 7; i++) {
            expected.add(create("notes", Map.of("text", "page", "filler", "word ".repeat(i))));
        }
        List<String> seen = new ArrayList<>();
        String after = "";
        for (int page = 0; page < 4; page++) {
            JsonNode answer = search(app, "page", "&limit=2" + after).json();
            answer.path("items")
                    .forEach(item -> seen.add(item.at("/document/id").asText()));
            after = "&after=" + answer.path("next").asText();
        }

        assertThat(after).isEqualTo("&after=null");
        assertThat(seen).hasSize(7).containsExactlyInAnyOrderElementsOf(expected);
        String next = search(app, "page", "&limit=2").json().path("next").asText();
        assertThat(search(app, "other", "&after=" + next).code()).isEqualTo("invalid_cursor");
    }

    @Test
    void nothingInADocumentBecomesMarkup() throws Exception {
        create("notes", Map.of("a/b~c", "<script>alert(1)</script> \u0002danger\u0003 & <b>danger</b>"));

        JsonNode highlight = search(app, "danger").json().at("/items/0/highlights/0");

        assertThat(highlight.path("pointer").asText()).isEqualTo("/a~1b~0c");
        String text = highlight.path("text").asText();
        assertThat(text).doesNotContain("\u0002", "\u0003");
        assertThat(highlight.path("ranges")).hasSize(2);
        for (JsonNode range : highlight.path("ranges")) {
            assertThat(text.substring(
                            range.path("start").asInt(), range.path("end").asInt()))
                    .isEqualTo("danger");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-milk, invalid_search",
        "!!! ..., invalid_search",
        "'milk OR -bread', invalid_search",
        "' ', invalid_request",
        "'', invalid_request"
    })
    void whatNamesNothingIsRefused(String text, String code) throws Exception {
        assertThat(search(app, text).code()).isEqualTo(code);
    }

    @Test
    void limitsAreKept() throws Exception {
        assertThat(search(app, "x".repeat(501)).code()).isEqualTo("query_too_large");
        assertThat(search(app, "x", "&type=notes".repeat(21)).code()).isEqualTo("query_too_large");
        assertThat(search(app, "x", "&limit=201").code()).isEqualTo("page_too_large");
        assertThat(search(app, "x", "&limit=0").code()).isEqualTo("invalid_request");
        assertThat(search(app, "x", "&after=AAAA").code()).isEqualTo("invalid_cursor");
        assertThat(search(app, "x", "&owner=them").code()).isEqualTo("invalid_request");
        assertThat(search(app, "x", "&type=No!").code()).isEqualTo("invalid_request");
        assertThat(search(app, "x\0").code()).isEqualTo("invalid_request");
        assertThat(api.getWith(null, "/v1/search?q=milk").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "it's", "''", "'; DROP TABLE vibe.documents; --", "a\\' | b", "((((", "a & | ! b", "\"\"\"", "a:*B",
                "<->", "💩", "\\", "a<5>b", "OR OR OR", "\"open", "%_", "- - -"
            })
    void hostileTextIsText(String text) throws Exception {
        assertThat(search(app, text + " milk").status()).isIn(200, 400);
        assertThat(search(app, text).status()).isIn(200, 400);
        assertThat(create("notes", Map.of("text", text + " " + "y".repeat(3000) + " \\' ' '' " + text)))
                .isNotEmpty();
    }

    @Test
    void aLargeDocumentIsFoundByItsBeginning() throws Exception {
        StringBuilder words = new StringBuilder("beginning ");
        for (int i = 0; words.length() < 300_000; i++) {
            words.append("w").append(i).append(' ');
        }
        String id = create("notes", Map.of("text", words + "ending", "blob", "z".repeat(600_000)));

        assertThat(ids(search(app, "beginning"))).containsExactly(id);
        assertThat(ids(search(app, "ending"))).isEmpty();
    }

    @Test
    void aWithdrawnGrantFindsNothing() throws Exception {
        create("notes", Map.of("text", "mine"));
        api.tell(app, "active");
        api.tell(app.at(2), "revoked");
        assertThat(search(app, "mine").code()).isEqualTo("grant_revoked");
    }

    private void share(String id, String principal) throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.query(
                    superuser,
                    "SELECT set_config('vibe.person', ?, false)",
                    app.person().toString());
            TestDatabase.query(
                    superuser,
                    "UPDATE vibe.documents SET acl = ?::jsonb WHERE id = ? RETURNING 1",
                    "[{\"principal\":\"" + principal + "\",\"actions\":[\"read\"]}]",
                    UUID.fromString(id));
        }
    }

    private Api.Answer post(String type, Map<String, Object> data) throws Exception {
        return api.post(app, Contract.JSON.writeValueAsString(Map.of("type", type, "data", data)));
    }

    private String create(String type, Map<String, Object> data) throws Exception {
        Api.Answer answer = post(type, data);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        return answer.id();
    }

    private Api.Answer search(TestApp reader, String text) throws Exception {
        return search(reader, text, "");
    }

    private Api.Answer search(TestApp reader, String text, String more) throws Exception {
        return api.get(reader, "/v1/search?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8) + more);
    }

    private static List<String> ids(Api.Answer answer) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        List<String> ids = new ArrayList<>();
        answer.json()
                .path("items")
                .forEach(item -> ids.add(item.at("/document/id").asText()));
        return ids;
    }
}
