package cloud.vibe.data.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Contract;
import cloud.vibe.data.trial.Description;
import cloud.vibe.data.trial.Description.Operation;
import cloud.vibe.data.trial.Device;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestIdentity;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tries every operation of the served description on the running process, with the description's own examples. That an answer is as it is
 * described (status, headers, media type, shape) is asserted by {@link Api#send} of every answer.
 */
final class OperationsIT {
    private static final Api API = TestCloud.get().api();
    private static final String EVENT = "application/secevent+jwt";

    // What it wants of a type is wanted by nobody else.
    private final TestApp app =
            TestCloud.get().app().other("operations-" + UUID.randomUUID(), "*:write", "identity:write");
    // The examples of the contract name things that are not here: each such name stands for one that is.
    private Map<String, String> names = Map.of();

    static Stream<Operation> operations() throws Exception {
        JsonNode served = API.send(API.request("/v1/openapi.json")).json();
        return new Description((ObjectNode) served).operations().stream();
    }

    static Stream<Operation> operationsWithABody() throws Exception {
        return operations().filter(operation -> operation.said().has("requestBody"));
    }

    @BeforeEach
    void whatTheExamplesNameIsHere() throws Exception {
        API.tell(app, "active");
        app.identity().signsOut(app, change -> change.answer(204, ""));
        Device linked = new Device();
        linked.link(API, app, "My phone");
        Api.Answer document = API.create(app, "Milk");
        API.post(app, "{\"type\":\"notes\",\"key\":\"2026-01-01\",\"data\":{\"title\":\"New Year\"}}");
        String target = API.create(app, "Eggs").id();
        Api.Answer edge = API.send(
                app,
                "POST",
                "/v1/documents/" + document.id() + "/edges",
                "{\"target\":\"" + target + "\",\"label\":\"knows\"}");
        Api.Answer group = API.send(app, "POST", "/v1/groups", "{\"name\":\"Family\"}");
        String later = Instant.now().plusSeconds(3_600).toString();
        Api.Answer certificate = API.send(
                app,
                "POST",
                "/v1/certificates",
                "{\"holder\":\"%s\",\"document\":\"%s\",\"actions\":[\"read\"],\"expiresAt\":\"%s\"}"
                        .formatted(app.person(), document.id(), later));
        names = new HashMap<>(Map.of(
                "01997f6b-7c2e-7cc3-98c4-dc0c0c07398f",
                document.id(),
                "1-5d41402abc4b2a76",
                document.json().path("rev").asText(),
                "7d3a9f52-0d1e-4c83-9f6e-2f4d5a6b7c8d",
                app.person().toString(),
                "5e0c8d1f-2b3a-4c6d-8e7f-9a0b1c2d3e4f",
                app.app().toString(),
                "01997f6b-8d3f-7b14-a2c6-5e7f80912a3b",
                target,
                "01997f6b-9a10-7d2b-8f5e-1b6a0c2d3e4f",
                edge.id(),
                "01997f6b-8b1c-7a52-9f3e-0a4b5c6d7e8f",
                group.id(),
                "01997f6b-ab21-7e3c-8a6f-2c7b1d3e4f50",
                certificate.id(),
                "eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl",
                certificate.json().path("jws").asText(),
                "2026-02-01T00:00:00Z",
                later));
        names.put("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", linked.did());
        names.put("eyJ0eXAiOiJ2aWJlLWtleS1saW5rK2p3dCJ9.e30.c2lnbmF0dXJl", linked.proof(API, app));
        names.put("5c1f0b7e-3a9d-4e26-8d70-9b4a6e2f1c38", app.app().toString());
    }

    // What is deleted is kept as a version, from which it is brought back.
    private void theRevIsAnOldOne() throws Exception {
        String id = names.getOrDefault("01997f6b-7c2e-7cc3-98c4-dc0c0c07398f", "");
        API.delete(app, id);
        API.send(API.request(app, "/v1/documents/" + id + "/restore").POST(BodyPublishers.noBody()));
    }

    private void theAppWantsSomethingOfTheType() throws Exception {
        for (String what : List.of("schema", "indexes/address.city")) {
            API.send(API.request("/v1/types/notes/" + what)
                    .header("Authorization", "Bearer " + app.ownToken("*:write"))
                    .header("Content-Type", "application/json")
                    .PUT(BodyPublishers.ofString("{}")));
        }
    }

    @Test
    void everyRouteIsDescribedAndWhatIsDescribedIsARoute() throws Exception {
        Set<String> described = operations().map(Operation::toString).collect(Collectors.toCollection(TreeSet::new));

        assertThat(described).isEqualTo(TestCloud.get().routes());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void withoutATokenItSaysSoOrIsPublic(Operation operation) throws Exception {
        for (Example example : examples(operation)) {
            Api.Answer answer = API.send(request(operation, example, null).header("Origin", "https://strange.example"));
            if (operation.needsToken()) {
                assertThat(answer.code()).isEqualTo("token_missing");
            } else {
                assertThat(answer.status() == 401 && operation.isPublic()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aTokenThatIsNoneIsRefusedWhereOneIsRead(Operation operation) throws Exception {
        Example example = examples(operation).getFirst();
        Api.Answer answer = API.send(request(operation, example, null).header("Authorization", "Bearer nonsense"));

        assertThat(answer.status() == 401).isNotEqualTo(operation.isPublic());
    }

    @ParameterizedTest
    @MethodSource("operationsWithABody")
    void aBodyOfAnotherKindIsRefused(Operation operation) throws Exception {
        for (String type : List.of("text/plain", "application/xml", "*/*")) {
            Example example = new Example(type, "<nonsense/>");
            assertThat(API.send(signed(request(operation, example, null), operation))
                            .code())
                    .isEqualTo("media_type_unsupported");
        }
    }

    @ParameterizedTest
    @MethodSource("operationsWithABody")
    void aBodyThatIsNotWhatItIsCalledIsRefused(Operation operation) throws Exception {
        for (Example example : examples(operation)) {
            for (String body : List.of("", "{", "[[[", "nonsense", "{\"\\u0000\":7}")) {
                Example broken = new Example(example.type(), body);
                assertThat(API.send(signed(request(operation, broken, null), operation))
                                .status())
                        .isBetween(400, 499);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void itsOwnExamplesAreTaken(Operation operation) throws Exception {
        for (Example example : examples(operation)) {
            whatTheExamplesNameIsHere();
            if (operation.path().endsWith("/versions/{rev}")) {
                theRevIsAnOldOne();
            }
            if (operation.path().startsWith("/v1/types/{type}/")) {
                theAppWantsSomethingOfTheType();
            }
            Api.Answer answer = API.send(signed(request(operation, example, null), operation));
            assertThat(answer.status())
                    .as("%s %s: %s", operation, example, answer.response().body())
                    .isLessThan(400);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whatMayBeLeftOutMayBeSaid(Operation operation) throws Exception {
        for (JsonNode parameter : operation.said().path("parameters")) {
            if (!parameter.path("required").asBoolean()) {
                whatTheExamplesNameIsHere();
                Example example = examples(operation).getFirst();
                Api.Answer answer = API.send(signed(request(operation, example, parameter), operation));
                // An example of something opaque, a cursor for one, need not be one that was given out.
                assertThat(answer.status()).isLessThan(500);
            }
        }
    }

    private record Example(@Nullable String type, String body) {}

    private List<Example> examples(Operation operation) {
        List<Example> examples = new ArrayList<>();
        operation.said().at("/requestBody/content").properties().forEach(content -> {
            String type = content.getKey();
            if (type.equals(EVENT)) {
                examples.add(new Example(type, event(operation)));
            }
            Description.get()
                    .resolve(content.getValue().path("schema"))
                    .path("examples")
                    .forEach(example -> {
                        if (fits(type, example)) {
                            examples.add(new Example(type, real(example.toString())));
                        }
                    });
        });
        assertThat(examples.isEmpty())
                .as("examples for the body of %s, as contract/**/x.json beside x.schema.json", operation)
                .isEqualTo(!operation.said().has("requestBody"));
        return examples.isEmpty() ? List.of(new Example(null, "")) : examples;
    }

    private String event(Operation operation) {
        if (!operation.path().endsWith("/comparisons")) {
            return app.event("active", state -> {});
        }
        Map<String, Object> claims = TestIdentity.claims(Contract.read("events/comparison.json"));
        claims.put("iss", app.identity().issuer());
        return app.identity().sign("secevent+jwt", claims);
    }

    // Both kinds of patch are bodies of one operation, and only one of them is a list.
    private static boolean fits(String type, JsonNode example) {
        return switch (type) {
            case "application/merge-patch+json" -> example.isObject();
            case "application/json-patch+json" -> example.isArray();
            default -> true;
        };
    }

    private HttpRequest.Builder request(Operation operation, Example example, @Nullable JsonNode optional) {
        String path = operation.path();
        StringBuilder query = new StringBuilder();
        List<String> headers = new ArrayList<>();
        for (JsonNode parameter : operation.said().path("parameters")) {
            if (!parameter.path("required").asBoolean() && !parameter.equals(optional)) {
                continue;
            }
            String name = parameter.path("name").asText();
            String value = value(operation, parameter);
            switch (parameter.path("in").asText()) {
                case "path" -> path = path.replace("{" + name + "}", encode(value));
                case "query" ->
                    query.append(query.isEmpty() ? '?' : '&')
                            .append(name)
                            .append('=')
                            .append(encode(value));
                case "header" -> headers.addAll(List.of(name, value));
                default -> throw new AssertionError("a parameter in " + parameter.path("in"));
            }
        }
        HttpRequest.Builder request = API.request(path + query);
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        if (example.type() == null) {
            return request.method(operation.method(), BodyPublishers.noBody());
        }
        return request.header("Content-Type", example.type())
                .method(operation.method(), BodyPublishers.ofString(example.body()));
    }

    private HttpRequest.Builder signed(HttpRequest.Builder request, Operation operation) {
        if (operation.isPublic()) {
            return request;
        }
        boolean isForItself = operation.path().startsWith("/v1/types/{type}/")
                && !operation.method().equals("GET");
        return request.header("Authorization", "Bearer " + (isForItself ? app.ownToken("*:write") : app.token()));
    }

    private String value(Operation operation, JsonNode parameter) {
        JsonNode said = Description.get().resolve(parameter.path("schema"));
        // One of a list is a list as well.
        JsonNode schema = said.has("items") ? Description.get().resolve(said.path("items")) : said;
        JsonNode example = schema.has("examples")
                ? schema.path("examples").path(0)
                : schema.path("enum").path(0);
        assertThat(example.isMissingNode())
                .as("%s: give the schema of %s examples", operation, parameter.path("name"))
                .isFalse();
        return real(example.asText());
    }

    private String real(String text) {
        String real = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            real = real.replace(name.getKey(), name.getValue());
        }
        return real;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
