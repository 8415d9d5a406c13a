package cloud.vibe.data.query;

import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.query.Condition.Ordered;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Writes a selector as a condition on {@code d}, a row of documents. The condition is true, false or, where a value is missing, NULL, which
 * a WHERE counts as false; that is right because there is no NOT around anything but a single test. Each branch that works on one type of
 * JSON only stands in a CASE on that type: nothing else keeps PostgreSQL from trying it on the others.
 */
final class SelectorSql {
    private final DocumentSql document;
    private int aliases;

    SelectorSql(DidDomain domain) {
        this.document = new DocumentSql(domain);
    }

    SqlText condition(Selector selector) {
        return condition(selector, SqlText.of("d.data"));
    }

    private SqlText condition(Selector selector, SqlText whole) {
        return switch (selector) {
            case Selector.All all -> {
                SqlText sql = SqlText.of("(true");
                all.parts().forEach(part -> sql.add(" AND ").add(condition(part, whole)));
                yield sql.add(")");
            }
            case Selector.Any any -> {
                SqlText sql = SqlText.of("(false");
                any.parts().forEach(part -> sql.add(" OR ").add(condition(part, whole)));
                yield sql.add(")");
            }
            case Selector.Test(Place.Beside beside, Condition condition) ->
                test(SqlText.of("to_jsonb(").add(document.text(beside.what())).add(")"), condition);
            case Selector.Test(Place.InData place, Condition condition) ->
                test(DocumentSql.value(whole, place), condition);
        };
    }

    private SqlText test(SqlText value, Condition condition) {
        return switch (condition) {
            case Condition.Equal equal -> {
                SqlText sql = SqlText.of("(").add(value).add(" = ");
                yield json(sql, equal.value()).add(")");
            }
            case Ordered ordered -> ordered(value, ordered);
            case Condition.OneOf oneOf -> {
                SqlText sql = SqlText.of("(").add(value).add(" = ANY (");
                jsons(sql, oneOf.values()).add(") OR ");
                SqlText element = alias();
                sql.add(ofArray(
                        value,
                        elements(value, element)
                                .add(" WHERE ")
                                .add(element)
                                .add(".value = ANY (")
                                .add(jsons(new SqlText(), oneOf.values()))
                                .add("))")));
                yield sql.add(")");
            }
            case Condition.Present present ->
                SqlText.of("(").add(value).add(present.isPresent() ? " IS NOT NULL)" : " IS NULL)");
            case Condition.OfType ofType ->
                SqlText.of("(jsonb_typeof(")
                        .add(value)
                        .add(") = ")
                        .bindText(ofType.type().wire())
                        .add(")");
            case Condition.HoldsAll holdsAll -> {
                SqlText wanted = alias();
                SqlText element = alias();
                SqlText missing = SqlText.of("NOT EXISTS (SELECT 1 FROM unnest(");
                jsons(missing, holdsAll.values()).add(") AS ").add(wanted).add("(value) WHERE NOT ");
                missing.add(elements(value, element))
                        .add(" WHERE ")
                        .add(element)
                        .add(".value = ")
                        .add(wanted)
                        .add(".value))");
                yield ofArray(value, missing);
            }
            case Condition.SomeElement some -> {
                SqlText element = alias();
                yield ofArray(
                        value,
                        elements(value, element)
                                .add(" WHERE ")
                                .add(condition(some.selector(), valueOf(element)))
                                .add(")"));
            }
            case Condition.EveryElement every -> {
                SqlText element = alias();
                yield ofArray(
                        value,
                        SqlText.of("(jsonb_array_length(")
                                .add(value)
                                .add(") > 0 AND NOT ")
                                .add(elements(value, element))
                                .add(" WHERE ")
                                .add(condition(every.selector(), valueOf(element)))
                                .add(" IS NOT TRUE))"));
            }
            case Condition.OfSize ofSize ->
                ofArray(
                        value,
                        SqlText.of("jsonb_array_length(")
                                .add(value)
                                .add(") = ")
                                .bind(binds -> binds.number(ofSize.size())));
            case Condition.Remainder remainder ->
                SqlText.of("(CASE jsonb_typeof(")
                        .add(value)
                        .add(") WHEN 'number' THEN (")
                        .add(value)
                        .add(")::numeric % ")
                        .bind(binds -> binds.number(remainder.divisor()))
                        .add(" = ")
                        .bind(binds -> binds.number(remainder.remainder()))
                        .add(" AND (")
                        .add(value)
                        .add(")::numeric % 1 = 0 ELSE false END)");
            case Condition.Fits fits ->
                ofString(value, SqlText.of(" ~ ").bindText(fits.pattern().advanced()));
            case Condition.BeginsWith beginsWith ->
                ofString(value, SqlText.of(" ^@ ").bindText(beginsWith.start()));
            case Condition.Not not ->
                SqlText.of("(")
                        .add(value)
                        .add(" IS NOT NULL AND NOT ")
                        .add(test(value, not.condition()))
                        .add(")");
        };
    }

    private static SqlText ordered(SqlText value, Ordered ordered) {
        JsonType own = JsonType.of(ordered.value());
        SqlText sql = SqlText.of("(CASE jsonb_typeof(").add(value).add(")");
        switch (own) {
            case NULL -> sql.add(" WHEN 'null' THEN ").add(ordered.order().takesEqual() ? "true" : "false");
            case BOOLEAN ->
                operator(sql.add(" WHEN 'boolean' THEN (").add(value).add(")::boolean"), ordered.order())
                        .bind(binds -> binds.flag(ordered.value().booleanValue()));
            case NUMBER ->
                operator(sql.add(" WHEN 'number' THEN (").add(value).add(")::numeric"), ordered.order())
                        .bindText(ordered.value().asText())
                        .add("::text::numeric");
            case STRING ->
                operator(sql.add(" WHEN 'string' THEN (").add(value).add(" #>> '{}') COLLATE \"C\""), ordered.order())
                        .bindText(ordered.value().textValue());
            case ARRAY, OBJECT -> throw new IllegalArgumentException("arrays and objects have no order");
        }
        for (JsonType other : JsonType.values()) {
            if (other != own && other.compareTo(own) > 0 == ordered.order().isUpwards()) {
                sql.add(
                        switch (other) {
                            case NULL -> " WHEN 'null' THEN true";
                            case BOOLEAN -> " WHEN 'boolean' THEN true";
                            case NUMBER -> " WHEN 'number' THEN true";
                            case STRING -> " WHEN 'string' THEN true";
                            case ARRAY -> " WHEN 'array' THEN true";
                            case OBJECT -> " WHEN 'object' THEN true";
                        });
            }
        }
        return sql.add(" ELSE false END)");
    }

    private static SqlText operator(SqlText sql, Condition.Order order) {
        return switch (order) {
            case GREATER -> sql.add(" > ");
            case GREATER_OR_EQUAL -> sql.add(" >= ");
            case LESS -> sql.add(" < ");
            case LESS_OR_EQUAL -> sql.add(" <= ");
        };
    }

    private static SqlText ofArray(SqlText value, SqlText condition) {
        return SqlText.of("(CASE jsonb_typeof(")
                .add(value)
                .add(") WHEN 'array' THEN ")
                .add(condition)
                .add(" ELSE false END)");
    }

    private static SqlText ofString(SqlText value, SqlText operation) {
        return SqlText.of("(CASE jsonb_typeof(")
                .add(value)
                .add(") WHEN 'string' THEN (")
                .add(value)
                .add(" #>> '{}') COLLATE \"C\"")
                .add(operation)
                .add(" ELSE false END)");
    }

    // The parenthesis that it opens is closed by the one who adds the WHERE.
    private static SqlText elements(SqlText value, SqlText element) {
        return SqlText.of("EXISTS (SELECT 1 FROM jsonb_array_elements(")
                .add(value)
                .add(") AS ")
                .add(element)
                .add("(value)");
    }

    private static SqlText valueOf(SqlText element) {
        return new SqlText().add(element).add(".value");
    }

    private SqlText alias() {
        return new SqlText().add("e", ++aliases);
    }

    private static SqlText json(SqlText sql, JsonNode value) {
        return sql.bindText(value.toString()).add("::jsonb");
    }

    private static SqlText jsons(SqlText sql, List<JsonNode> values) {
        return sql.bindTexts(values.stream().map(JsonNode::toString).toList()).add("::text[]::jsonb[]");
    }
}
