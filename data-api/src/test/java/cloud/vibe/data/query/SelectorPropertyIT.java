package cloud.vibe.data.query;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.trial.TestCloud;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The SQL finds what the selector means, whatever stands in the documents; {@link Mango} says what it means. */
final class SelectorPropertyIT {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Database DATABASE = new Database(UUID.randomUUID(), "notes");
    private static final DidDomain DOMAIN = new DidDomain(TestCloud.DID_DOMAIN);
    private static final List<String> NAMES = List.of("a", "b", "c", "0", "-1", "a.b", "é");

    @Property(tries = 800, edgeCases = EdgeCasesMode.NONE)
    void sqlFindsWhatTheSelectorMeans(
            @ForAll("selectors") ObjectNode selector, @ForAll("documents") List<ObjectNode> documents) {
        List<String> meant = IntStream.range(0, documents.size())
                .filter(i -> Mango.meets(selector, documents.get(i)))
                .mapToObj(i -> Integer.toString(i + 1))
                .toList();

        SqlText sql = SqlText.of("SELECT d.n::text AS answer FROM ")
                .add(rows(documents))
                .add(" WHERE ")
                .add(new SelectorSql(DOMAIN).condition(SelectorReader.read(selector)))
                .add(" ORDER BY d.n");

        assertThat(DATABASE.ask(sql)).as(selector.toString()).isEqualTo(meant);
    }

    /** Otherwise a query that an index drives would lose documents. */
    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void whatMeetsATestLiesWithinTheBoundsOfItsIndex(
            @ForAll("selectors") ObjectNode selector, @ForAll("documents") List<ObjectNode> documents) {
        Selector read = SelectorReader.read(selector);
        for (Selector.Test test : read.required().toList()) {
            if (!(test.place() instanceof Place.InData place)) {
                continue;
            }
            SqlText sql = SqlText.of("SELECT d.n::text AS answer FROM ")
                    .add(rows(documents))
                    .add(" CROSS JOIN LATERAL (SELECT vibe.sort_key(")
                    .add(DocumentSql.value(SqlText.of("d.data"), place))
                    .add(") COLLATE \"C\" AS value) AS i WHERE ")
                    .add(new SelectorSql(DOMAIN).condition(test))
                    .add(" AND NOT (")
                    .add(IndexBounds.of(test.condition()))
                    .add(")");
            if (!test.condition().equals(new Condition.Present(false))) {
                assertThat(DATABASE.ask(sql)).as(test.toString()).isEmpty();
            }
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void keysSortLikeTheirValues(@ForAll("values") JsonNode left, @ForAll("values") JsonNode right) {
        SqlText sql = SqlText.of(
                        "SELECT CASE WHEN l < r THEN -1 WHEN l > r THEN 1 ELSE 0 END::text AS answer FROM (SELECT vibe.sort_key(")
                .bindText(left.toString())
                .add("::jsonb) COLLATE \"C\", vibe.sort_key(")
                .bindText(right.toString())
                .add("::jsonb) COLLATE \"C\") AS keys(l, r)");

        assertThat(DATABASE.ask(sql)).containsExactly(Integer.toString(Integer.signum(Mango.compare(left, right))));
    }

    private static SqlText rows(List<ObjectNode> documents) {
        ArrayNode all = JSON.arrayNode().addAll(documents);
        return SqlText.of("jsonb_array_elements(")
                .bindText(all.toString())
                .add("::jsonb) WITH ORDINALITY AS d(data, n)");
    }

    @Provide
    Arbitrary<List<ObjectNode>> documents() {
        return object(3).list().ofSize(12);
    }

    @Provide
    Arbitrary<JsonNode> values() {
        return value(2);
    }

    @Provide
    Arbitrary<ObjectNode> selectors() {
        return selector(3);
    }

    private static Arbitrary<JsonNode> scalar() {
        return Arbitraries.oneOf(
                Arbitraries.of(JSON.nullNode(), JSON.booleanNode(true), JSON.booleanNode(false)),
                Arbitraries.of(
                                "0",
                                "1",
                                "1.0",
                                "-1",
                                "1.5",
                                "2",
                                "10",
                                "-7",
                                "1e300",
                                "-2.5e-10",
                                "9007199254740993",
                                "3")
                        .map(text -> (JsonNode) JSON.numberNode(new BigDecimal(text))),
                Arbitraries.bigDecimals().ofScale(3).map(JSON::numberNode),
                Arbitraries.of("", "a", "b", "ab", "B", "é", "\uFFFD", "😀", "a\nb", "1", "x'\"\\", "%_")
                        .map(JSON::textNode),
                Arbitraries.strings()
                        .ofMaxLength(3)
                        .map(SelectorPropertyIT::storable)
                        .map(JSON::textNode));
    }

    // PostgreSQL takes neither U+0000 nor half of a surrogate pair; the reader of queries refuses both.
    private static String storable(String text) {
        return text.codePoints()
                .filter(point -> point != 0 && !(point >= 0xD800 && point <= 0xDFFF))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static Arbitrary<JsonNode> value(int depth) {
        if (depth == 0) {
            return scalar();
        }
        return Arbitraries.frequencyOf(
                Tuple.of(4, scalar()),
                Tuple.of(
                        2,
                        value(depth - 1)
                                .list()
                                .ofMaxSize(3)
                                .map(all -> JSON.arrayNode().addAll(all))),
                Tuple.of(1, object(depth).map(object -> (JsonNode) object)));
    }

    private static Arbitrary<ObjectNode> object(int depth) {
        return Arbitraries.maps(Arbitraries.of(NAMES), value(depth - 1))
                .ofMaxSize(4)
                .map(all -> {
                    ObjectNode object = JSON.objectNode();
                    all.forEach(object::set);
                    return object;
                });
    }

    private static Arbitrary<ObjectNode> selector(int depth) {
        Arbitrary<String> paths =
                Arbitraries.of(NAMES).list().ofMinSize(1).ofMaxSize(2).map(names -> new Place.InData(names).toString());
        Arbitrary<ObjectNode> tests = Combinators.combine(paths, condition(depth))
                .as((path, condition) -> (ObjectNode) JSON.objectNode().set(path, condition));
        if (depth == 0) {
            return tests;
        }
        Arbitrary<ObjectNode> parts = selector(depth - 1);
        return Arbitraries.frequencyOf(
                Tuple.of(4, tests),
                Tuple.of(1, Combinators.combine(tests, tests).as((one, other) ->
                        (ObjectNode) one.deepCopy().setAll(other))),
                Tuple.of(
                        2,
                        Combinators.combine(
                                        Arbitraries.of("$and", "$or", "$nor"),
                                        parts.list().ofMaxSize(3))
                                .as((name, all) -> (ObjectNode) JSON.objectNode()
                                        .set(name, JSON.arrayNode().addAll(all)))),
                Tuple.of(1, parts.map(part -> (ObjectNode) JSON.objectNode().set("$not", part))));
    }

    private static Arbitrary<JsonNode> condition(int depth) {
        List<Tuple.Tuple2<Integer, Arbitrary<JsonNode>>> all = new ArrayList<>();
        all.add(Tuple.of(2, value(1)));
        all.add(Tuple.of(2, of("$eq", value(2))));
        all.add(Tuple.of(2, of("$ne", value(1))));
        for (String name : List.of("$gt", "$gte", "$lt", "$lte")) {
            all.add(Tuple.of(2, of(name, scalar())));
        }
        all.add(Tuple.of(
                2,
                of(
                        "$in",
                        value(1).list()
                                .ofMaxSize(3)
                                .map(list -> JSON.arrayNode().addAll(list)))));
        all.add(Tuple.of(
                1,
                of(
                        "$nin",
                        value(1).list()
                                .ofMaxSize(3)
                                .map(list -> JSON.arrayNode().addAll(list)))));
        all.add(Tuple.of(
                1,
                of(
                        "$all",
                        value(1).list()
                                .ofMinSize(1)
                                .ofMaxSize(2)
                                .map(list -> JSON.arrayNode().addAll(list)))));
        all.add(Tuple.of(1, of("$exists", Arbitraries.of(JSON.booleanNode(true), JSON.booleanNode(false)))));
        all.add(Tuple.of(1, of("$type", Arbitraries.of(JsonType.values()).map(type -> JSON.textNode(type.wire())))));
        all.add(Tuple.of(1, of("$size", Arbitraries.integers().between(0, 3).map(JSON::numberNode))));
        all.add(Tuple.of(
                1,
                of(
                        "$mod",
                        Combinators.combine(
                                        Arbitraries.of(2, -3, 7),
                                        Arbitraries.integers().between(-2, 2))
                                .as((divisor, rest) ->
                                        JSON.arrayNode().add(divisor).add(rest)))));
        all.add(Tuple.of(
                1,
                of(
                        "$regex",
                        Arbitraries.of("a", "^a", "b$", ".", "^.$", "[^a]", "a|B", "(?i)b")
                                .map(JSON::textNode))));
        all.add(Tuple.of(
                1,
                of("$beginsWith", Arbitraries.of("", "a", "😀", "\uFFFD", "x'").map(JSON::textNode))));
        if (depth > 0) {
            Arbitrary<JsonNode> inner = condition(depth - 1);
            Arbitrary<JsonNode> ofElement = Arbitraries.oneOf(
                    inner.filter(node -> node.isObject()), selector(depth - 1).map(node -> (JsonNode) node));
            all.add(Tuple.of(1, of("$elemMatch", ofElement)));
            all.add(Tuple.of(1, of("$allMatch", ofElement)));
            all.add(Tuple.of(1, of("$not", inner)));
            all.add(Tuple.of(
                    1,
                    of(
                            "$or",
                            inner.list()
                                    .ofMaxSize(2)
                                    .map(list -> JSON.arrayNode().addAll(list)))));
        }
        return Arbitraries.frequencyOf(all);
    }

    private static Arbitrary<JsonNode> of(String name, Arbitrary<? extends JsonNode> argument) {
        return argument.map(value -> JSON.objectNode().set(name, value));
    }
}
