package cloud.vibe.data.query;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import java.sql.Connection;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries that nobody would send in good faith: a clear answer below 500, and the server goes on. */
final class HostileQueryIT {
    private static final String EVIL = "'; DROP TABLE vibe.documents; -- \\\" $1 ? :x {} %s /* \\\\ 😀";
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:read", "notes:write");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"notes\",\"selector\":{\"%s\":1}}",
                "{\"type\":\"notes\",\"selector\":{\"a\":\"%s\"}}",
                "{\"type\":\"notes\",\"selector\":{\"a\":{\"b\":{\"$in\":[\"%s\",{\"%s\":\"%s\"}]}}}}",
                "{\"type\":\"notes\",\"selector\":{\"a\":{\"$beginsWith\":\"%s\"}}}",
                "{\"type\":\"notes\",\"selector\":{\"a\":{\"$gt\":\"%s\"}}}",
                "{\"type\":\"notes\",\"selector\":{\"_id\":{\"$in\":[\"%s\"]},\"_key\":\"%s\",\"_owner\":\"%s\",\"_rev\":\"%s\"}}",
                "{\"type\":\"notes\",\"sort\":[{\"a%s\":\"desc\"}]}",
                "{\"type\":\"notes\",\"fields\":[\"a%s\"]}",
                "{\"type\":\"notes\",\"aggregate\":{\"groupBy\":[\"a%s\"],\"metrics\":{\"%s\":{\"$sum\":\"a%s\"}}}}"
            })
    void textFromOutsideIsNeverSql(String body) throws Exception {
        api.create(app, "stays");

        Api.Answer answer = api.query(app, body.replace("%s", EVIL));

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(api.get(app, "/v1/documents?type=notes").json().path("items"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}|invalid_request",
                "[]|invalid_request",
                "null|invalid_request",
                "{\"type\":\"notes\"|invalid_json",
                "{\"type\":\"notes\",\"type\":\"notes\"}|invalid_json",
                "{\"type\":\"notes\"} {}|invalid_json",
                "{\"type\":5}|invalid_request",
                "{\"type\":\"notes\",\"select\":{}}|invalid_request",
                "{\"type\":\"notes\",\"limit\":0}|invalid_request",
                "{\"type\":\"notes\",\"limit\":1.5}|invalid_request",
                "{\"type\":\"notes\",\"limit\":201}|page_too_large",
                "{\"type\":\"notes\",\"limit\":99999999999999999999}|page_too_large",
                "{\"type\":\"notes\",\"owner\":\"somebody\"}|invalid_request",
                "{\"type\":\"notes\",\"selector\":[]}|invalid_selector",
                "{\"type\":\"notes\",\"selector\":{\"a\":{\"$where\":\"1\"}}}|invalid_selector",
                "{\"type\":\"notes\",\"selector\":{\"$gt\":1}}|invalid_selector",
                "{\"type\":\"notes\",\"selector\":{\"_secret\":1}}|invalid_selector",
                "{\"type\":\"notes\",\"selector\":{\"_id\":{\"x\":1}}}|invalid_selector",
                "{\"type\":\"notes\",\"selector\":{\"a\\\\\":1}}|invalid_selector",
                "{\"type\":\"notes\",\"selector\":{\"a\":{\"$gt\":[1]}}}|invalid_selector",
                "{\"type\":\"notes\",\"selector\":{\"a\":{\"$in\":1}}}|invalid_selector",
                "{\"type\":\"notes\",\"selector\":{\"a\":{\"$mod\":[0,1]}}}|invalid_selector",
                "{\"type\":\"notes\",\"selector\":{\"a\":{\"$size\":-1}}}|invalid_selector",
                "{\"type\":\"notes\",\"selector\":{\"a\":{\"$exists\":1}}}|invalid_selector",
                "{\"type\":\"notes\",\"selector\":{\"a\":{\"$type\":\"date\"}}}|invalid_selector",
                "{\"type\":\"notes\",\"selector\":{\"a\":{\"$regex\":\"(a)\\\\1\"}}}|invalid_selector",
                "{\"type\":\"notes\",\"selector\":{\"a\":\"\\u0000\"}}|invalid_request",
                "{\"type\":\"notes\",\"selector\":{\"\\u0000\":1}}|invalid_request",
                "{\"type\":\"notes\",\"selector\":{\"a\":\"\\ud800\"}}|invalid_request",
                "{\"type\":\"notes\",\"selector\":{\"a\":1e999}}|invalid_request",
                "{\"type\":\"notes\",\"selector\":{\"a\":1e-999}}|invalid_request",
                "{\"type\":\"notes\",\"selector\":{\"a\":{\"$gt\":1e999999999}}}|invalid_request",
                "{\"type\":\"notes\",\"sort\":[]}|invalid_request",
                "{\"type\":\"notes\",\"sort\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}|query_too_large",
                "{\"type\":\"notes\",\"sort\":[{\"a\":\"up\"}]}|invalid_request",
                "{\"type\":\"notes\",\"aggregate\":{}}|invalid_request",
                "{\"type\":\"notes\",\"aggregate\":{\"metrics\":{\"n\":{\"$median\":\"a\"}}}}|invalid_request",
                "{\"type\":\"notes\",\"aggregate\":{\"metrics\":{\"n\":{\"$count\":true}}},\"sort\":[\"a\"]}|invalid_request",
            })
    void whatIsNoQueryIsRefusedWithItsReason(String body, String code) throws Exception {
        Api.Answer answer = api.query(app, body);

        assertThat(answer.code()).as(answer.response().body()).isEqualTo(code);
        assertThat(answer.json().path("detail").asText()).isNotEmpty();
    }

    @Test
    void anUnknownOperatorIsNamedWithThoseThatThereAre() throws Exception {
        assertThat(api.query(app, "{\"type\":\"notes\",\"selector\":{\"a\":{\"$near\":1}}}")
                        .json()
                        .path("detail")
                        .asText())
                .contains("$near", "$eq", "$beginsWith");
    }

    @Test
    void whatIsTooDeepTooLongOrTooMuchIsRefused() throws Exception {
        String deep = "{\"a\":".repeat(21) + "1" + "}".repeat(21);
        String veryDeep = "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000);
        String nots = "{\"$not\":".repeat(21) + "{\"a\":1}" + "}".repeat(21);
        String many = "{\"$or\":[" + repeated(101, i -> "{\"a\":" + i + "}") + "]}";
        String values = "{\"a\":{\"$in\":[" + repeated(1_001, Integer::toString) + "]}}";
        String path = "{\"" + "a.".repeat(20) + "a\":1}";
        assertThat(selected(deep)).isEqualTo("query_too_large");
        assertThat(selected(veryDeep)).isIn("invalid_json", "too_large");
        assertThat(selected(nots)).isEqualTo("query_too_large");
        assertThat(selected(many)).isEqualTo("query_too_large");
        assertThat(selected(values)).isEqualTo("query_too_large");
        assertThat(selected(path)).isEqualTo("query_too_large");
        assertThat(selected("{\"a\":{\"$regex\":\"" + "a".repeat(501) + "\"}}")).isEqualTo("query_too_large");
        assertThat(selected("{\"a\":{\"$regex\":\"((a{99}){99}){99}\"}}")).isEqualTo("query_too_large");
        assertThat(selected("{\"a\":\"" + "x".repeat(70_000) + "\"}")).isEqualTo("too_large");
        assertThat(selected(
                        "{\"$or\":[" + repeated(50, i -> "{\"a\":{\"b\":{\"$elemMatch\":{\"c\":" + i + "}}}}") + "]}"))
                .isEmpty();
    }

    @Test
    void moreGroupsThanAnAnswerHoldsAreRefused() throws Exception {
        TestApp other = TestCloud.get().app("notes:read", "notes:write");
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.execute(superuser, """
                    INSERT INTO vibe.documents (id, owner, type, data, rev)
                    SELECT gen_random_uuid(), '%s', 'notes', jsonb_build_object('n', n), '1-0000000000000000'
                    FROM generate_series(1, 1001) AS n
                    """.formatted(other.person()));
        }
        String query = "{\"type\":\"notes\",\"aggregate\":{\"groupBy\":[\"n\"],\"metrics\":{\"n\":{\"$count\":true}}}";

        assertThat(api.query(other, query + "}").code()).isEqualTo("query_too_costly");
        assertThat(api.query(other, query + ",\"selector\":{\"n\":{\"$lte\":1000}}}")
                        .json()
                        .path("items"))
                .hasSize(1_000);
    }

    private String selected(String selector) throws Exception {
        Api.Answer answer = api.query(app, "{\"type\":\"notes\",\"selector\":" + selector + "}");
        assertThat(answer.status()).as(answer.response().body()).isLessThan(500);
        return answer.code();
    }

    private static String repeated(int times, IntFunction<String> item) {
        return IntStream.range(0, times).mapToObj(item).collect(Collectors.joining(","));
    }
}
