package cloud.vibe.data.type;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What types look like, to whom. */
final class TypesIT {
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("*:write");
    private final TestApp other = TestCloud.get().app("*:write");

    @Test
    void aTypeLooksAsItsDocumentsDo() throws Exception {
        create(
                "recipes",
                "{\"title\":\"Bread\",\"tags\":[\"home\",\"oven\"],\"steps\":[{\"do\":\"knead\",\"min\":5}]}");
        create("recipes", "{\"title\":null,\"a.b\":{\"_c\":true},\"_d\":\"" + "x".repeat(200) + "\"}");

        JsonNode shape = api.get(app, "/v1/types/recipes").json();

        assertThat(shape.path("sampled").asInt()).isEqualTo(2);
        assertThat(shape.path("isComplete").asBoolean()).isTrue();
        assertThat(path(shape, "title"))
                .isEqualTo("{\"path\":\"title\",\"documents\":2,\"types\":{\"null\":1,\"string\":1},"
                        + "\"examples\":[null,\"Bread\"]}");
        assertThat(path(shape, "tags[]"))
                .isEqualTo("{\"path\":\"tags[]\",\"documents\":1,\"types\":{\"string\":2},"
                        + "\"examples\":[\"home\",\"oven\"]}");
        assertThat(path(shape, "steps[].min")).contains("\"number\"").contains("[5]");
        assertThat(path(shape, "a\\.b._c")).contains("\"boolean\"");
        assertThat(path(shape, "\\_d")).contains("\"examples\":[]");
    }

    @Test
    void nobodyLearnsFromWhatTheyMayNotRead() throws Exception {
        create("diary", "{\"secret\":\"mine\"}");

        assertThat(api.get(other, "/v1/types/diary").status()).isEqualTo(404);
        assertThat(api.get(other, "/v1/types").json().path("items")).isEmpty();
        assertThat(api.get(app.with("notes:write"), "/v1/types/diary").status()).isEqualTo(404);
        assertThat(api.get(app.with("notes:write"), "/v1/types").json().path("items"))
                .isEmpty();
        assertThat(api.getWith(null, "/v1/types").status()).isEqualTo(401);
    }

    @Test
    void whatIsSharedShowsItsPathsAndNotItsValues() throws Exception {
        String id = create("diary", "{\"secret\":\"mine\"}");
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.query(
                    superuser,
                    "SELECT set_config('vibe.person', ?, false)",
                    app.person().toString());
            TestDatabase.query(
                    superuser,
                    "UPDATE vibe.documents SET acl = ?::jsonb WHERE id = ? RETURNING 1",
                    "[{\"principal\":\"" + other.person() + "\",\"actions\":[\"read\"]}]",
                    UUID.fromString(id));
        }
        JsonNode shape = api.get(other, "/v1/types/diary").json();
        assertThat(shape.path("own").asInt()).isZero();
        assertThat(path(shape, "secret")).contains("\"documents\":1").contains("\"examples\":[]");
        JsonNode summary = api.get(other, "/v1/types").json().at("/items/0");
        assertThat(summary.path("type").asText()).isEqualTo("diary");
        assertThat(summary.path("own").asInt()).isZero();
        assertThat(summary.path("others").asInt()).isEqualTo(1);
    }

    /** Documents that somebody shares do not hide that others share something, too. */
    @Test
    void aTypeIsListedHoweverMuchOfOthersIsNewer() throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.query(
                    superuser,
                    "SELECT set_config('vibe.person', ?, false)",
                    app.person().toString());
            String share = """
                    INSERT INTO vibe.documents (id, owner, owner_is_app, type, data, rev, acl)
                    SELECT (? || to_char(n, 'FM099999999999'))::uuid, ?, false, ?, '{}', '1-0000000000000000', ?::jsonb FROM generate_series(1, ?) AS n RETURNING 1
                    """;
            String where = UUID.randomUUID().toString().substring(8, 24);
            String acl = "[{\"principal\":\"" + other.person() + "\",\"actions\":[\"read\"]}]";
            TestDatabase.query(superuser, share, "01900000" + where, app.person(), "zebras", acl, 3);
            TestDatabase.query(superuser, share, "01910000" + where, app.person(), "adverts", acl, 1_100);
        }

        JsonNode page = api.get(other, "/v1/types").json();
        assertThat(page.path("isComplete").asBoolean()).isTrue();
        assertThat(page.path("items").findValuesAsText("type")).containsExactly("adverts", "zebras");
        assertThat(page.at("/items/0/others").asInt()).isEqualTo(1_000);
        assertThat(page.at("/items/1/others").asInt()).isEqualTo(1);
        assertThat(page.path("items").findValuesAsText("isExact")).containsExactly("false", "false");
    }

    @Test
    void typesAreListedWithTheirCounts() throws Exception {
        create("b", "{}");
        create("a", "{}");
        String gone = create("c", "{}");
        create("a.deeper", "{}");
        create("a", "{}");
        api.delete(app, gone);

        JsonNode items = api.get(app, "/v1/types").json().path("items");
        assertThat(items.findValuesAsText("type")).containsExactly("a", "a.deeper", "b");
        assertThat(items.findValuesAsText("own")).containsExactly("2", "1", "1");
        assertThat(api.get(app.with("b:read", "nothing:read"), "/v1/types")
                        .json()
                        .path("items")
                        .findValuesAsText("type"))
                .containsExactly("b");
    }

    @Test
    void whatIsToldIsBounded() throws Exception {
        StringBuilder wide = new StringBuilder("{\"x\":0");
        for (int i = 0; i < 600; i++) {
            wide.append(",\"n" + i + "\":1");
        }
        create("wide", wide + "}");
        create("deep", "{\"a\":".repeat(40) + "1" + "}".repeat(40));

        JsonNode shape = api.get(app, "/v1/types/wide").json();
        assertThat(shape.path("paths")).hasSize(500);
        assertThat(shape.path("isComplete").asBoolean()).isFalse();
        JsonNode deep = api.get(app, "/v1/types/deep").json();
        assertThat(deep.path("paths")).hasSize(20);
        assertThat(deep.path("isComplete").asBoolean()).isFalse();
    }

    /** Of large documents fewer are looked at, whether they are large as they are stored or only as they are sent. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSampleOfLargeDocumentsIsSmaller(boolean isRandom) throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.query(superuser, """
                    INSERT INTO vibe.documents (id, owner, owner_is_app, type, data, rev)
                    SELECT gen_random_uuid(), ?, false, 'large', jsonb_build_object('text', CASE WHEN ?
                        THEN (SELECT string_agg(md5(n::text || i), '') FROM generate_series(1, 16384) AS i)
                        ELSE repeat('x', 524288) END), '1-0000000000000000'
                    FROM generate_series(1, 20) AS n RETURNING 1
                    """, app.person(), isRandom);
        }
        assertThat(api.get(app, "/v1/types/large").json().path("sampled").asInt())
                .isBetween(8, 10);
    }

    @Test
    void anAppForItselfIsToldOfThoseWhoLetIt() throws Exception {
        String client = "types-" + UUID.randomUUID();
        TestApp granting = app.other(client, "notes:write", "notes:read:global");
        api.tell(granting, "active");
        assertThat(api.post(granting, "{\"type\":\"notes\",\"data\":{\"title\":\"counted\"}}")
                        .status())
                .isEqualTo(201);

        JsonNode items = api.getWith(granting.ownToken("notes:read:global"), "/v1/types")
                .json()
                .path("items");
        assertThat(items.at("/0/others").asInt()).isEqualTo(1);
        JsonNode shape = api.getWith(granting.ownToken("notes:read:global"), "/v1/types/notes")
                .json();
        assertThat(path(shape, "title")).contains("\"examples\":[]");
        assertThat(api.getWith(granting.ownToken("notes:read"), "/v1/types")
                        .json()
                        .path("items"))
                .isEmpty();
    }

    private String create(String type, String data) throws Exception {
        Api.Answer answer = api.post(app, "{\"type\":\"" + type + "\",\"data\":" + data + "}");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        return answer.id();
    }

    private static String path(JsonNode shape, String path) {
        for (JsonNode one : shape.path("paths")) {
            if (one.path("path").asText().equals(path)) {
                return one.toString();
            }
        }
        return "no " + path + " in " + shape;
    }
}
