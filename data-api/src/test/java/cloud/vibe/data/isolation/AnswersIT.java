package cloud.vibe.data.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.isolation.Answers.Cell;
import cloud.vibe.data.isolation.Answers.Row;
import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestCloud;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of caller against every endpoint. What they should hear stands in {@code isolation/answers.md}. */
final class AnswersIT {
    private static final Api API = TestCloud.get().api();
    private static final Map<String, Endpoint> ENDPOINTS = new HashMap<>();
    // Whoever is shown these at all is told who made them.
    private static final Set<String> NAME_THE_OWNER =
            Set.of("explainAccess", "listEdges", "getEdge", "listCertificates", "getCertificate");
    private static Cast cast;

    /** Of the description that the process serves. */
    private record Endpoint(String method, String path) {
        boolean changesNothing(String operation) {
            return method.equals("GET") || operation.equals("queryDocuments");
        }
    }

    @BeforeAll
    static void readTheDescription() throws Exception {
        cast = new Cast();
        JsonNode description = API.getWith(null, "/v1/openapi.json").json();
        for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                ENDPOINTS.put(
                        method.getValue().path("operationId").asText(),
                        new Endpoint(method.getKey().toUpperCase(Locale.ROOT), path.getKey()));
            }
        }
    }

    @AfterAll
    static void close() throws SQLException {
        cast.superuser().close();
    }

    static List<Row> rows() {
        return Answers.read();
    }

    @Test
    void everyEndpointStandsInTheTableAndNothingElseDoes() {
        assertThat(rows().stream().map(Row::operation).collect(Collectors.toSet()))
                .isEqualTo(ENDPOINTS.keySet());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyCallerHearsWhatTheTableSays(Row row) throws Exception {
        List<String> surprises = new ArrayList<>();
        Optional<Target> untouched = Optional.empty();
        for (Map.Entry<Kind, Cell> cell : row.cells().entrySet()) {
            Target target = untouched.isPresent() ? untouched.get() : Target.make(cast, row.state());
            List<String> before = target.asStored(cast);
            Api.Answer answer = ask(row, target, cell.getKey());
            surprises.addAll(surprises(row, cell.getKey(), cell.getValue(), target, answer));
            boolean isAsBefore = target.asStored(cast).equals(before);
            if (!isAsBefore && cell.getValue().status() >= 400) {
                surprises.add(cell.getKey() + " was refused and has changed the document");
            }
            // What was changed is no use to the next one.
            untouched = isAsBefore ? Optional.of(target) : Optional.empty();
        }
        cast.clear();
        assertThat(surprises).isEmpty();
    }

    private static List<String> surprises(Row row, Kind kind, Cell expected, Target target, Api.Answer answer) {
        List<String> surprises = new ArrayList<>();
        boolean isAsSaid = answer.status() == expected.status()
                && (expected.code().isEmpty() || answer.code().equals(expected.code()));
        if (!isAsSaid) {
            surprises.add(kind + " should hear " + expected.status() + " " + expected.code() + " and hears "
                    + answer.status() + " " + answer.response().body());
        }
        String all =
                answer.response().headers().map() + "\n" + answer.response().body();
        if (all.contains(target.word()) != expected.shows()) {
            surprises.add(
                    kind + (expected.shows() ? " is not shown the document: " : " is shown the document: ") + all);
        }
        if (!expected.shows() && (all.contains(target.rev()) || all.contains(target.formerRev()))) {
            surprises.add(kind + " is shown the rev: " + all);
        }
        if (!expected.shows()
                && !kind.isOwners()
                && !(NAME_THE_OWNER.contains(row.operation()) && answer.status() == 200)
                && !isToldOfTheirGroup(row, kind)
                && endpoint(row).changesNothing(row.operation())
                && all.contains(cast.owner().person().toString())) {
            surprises.add(kind + " is shown the owner: " + all);
        }
        if (isToldOfTheirGroup(row, kind) && !all.contains(cast.group().toString())) {
            surprises.add(kind + " is not told of the group: " + all);
        }
        if (row.variant().equals("counted")
                && answer.status() == 200
                && answer.json().path("count").asLong() != (expected.shows() ? 1 : 0)) {
            surprises.add(kind + " is told a wrong count: " + all);
        }
        return surprises;
    }

    private static boolean isToldOfTheirGroup(Row row, Kind kind) {
        return row.operation().equals("listMemberships") && kind == Kind.MEMBER;
    }

    private static Endpoint endpoint(Row row) {
        return Objects.requireNonNull(ENDPOINTS.get(row.operation()), row::operation);
    }

    private static Api.Answer ask(Row row, Target target, Kind kind) throws Exception {
        Endpoint endpoint = endpoint(row);
        Request how = Request.of(row, target, cast);
        String path = endpoint.path();
        for (Map.Entry<String, String> part : how.path().entrySet()) {
            path = path.replace("{" + part.getKey() + "}", part.getValue());
        }
        HttpRequest.Builder request = API.request(path + how.query())
                .method(
                        endpoint.method(),
                        how.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(how.body()));
        if (!how.mediaType().isEmpty()) {
            request.header("Content-Type", how.mediaType());
        }
        cast.token(kind).ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return API.send(request);
    }
}
