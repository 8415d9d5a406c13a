package cloud.vibe.data.document;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Contract;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class BulkIT {
    private static final String NEW = "{'op':'create','type':'notes','data':{'title':'new'}}";

    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:write");

    private Api.Answer all(String... operations) throws Exception {
        return bulk(true, operations);
    }

    private Api.Answer each(String... operations) throws Exception {
        return bulk(false, operations);
    }

    private Api.Answer bulk(boolean atomic, String... operations) throws Exception {
        return api.bulk(app, body(atomic, operations));
    }

    private static String body(boolean atomic, String... operations) {
        return "{\"atomic\":" + atomic + ",\"operations\":["
                + String.join(",", operations).replace('\'', '"') + "]}";
    }

    private String operation(String op, String id, String more) {
        return "{'op':'" + op + "','id':'" + id + "'" + more + "}";
    }

    private static List<Integer> statuses(Api.Answer answer) {
        List<Integer> statuses = new ArrayList<>();
        answer.json()
                .path("results")
                .forEach(result -> statuses.add(result.path("status").asInt()));
        return statuses;
    }

    private JsonNode read(String id) throws Exception {
        return api.get(app, "/v1/documents/" + id).json();
    }

    private int count() throws Exception {
        return api.get(app, "/v1/documents?type=notes").json().path("items").size();
    }

    @Test
    void everyKindOfOperationHasAResultInItsPlace() throws Exception {
        String replaced = api.create(app, "a").id();
        String merged = api.create(app, "b").id();
        String patched = api.create(app, "c").id();
        String deleted = api.create(app, "d").id();

        Api.Answer answer = all(
                operation("replace", replaced, ",'data':{'title':'A'}"),
                NEW,
                operation("patch", merged, ",'patch':{'title':null,'x':1}"),
                operation("delete", deleted, ""),
                operation("patch", patched, ",'patch':[{'op':'add','path':'/y','value':1.50}]"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(statuses(answer)).containsExactly(200, 201, 200, 204, 200);
        JsonNode results = answer.json().path("results");
        for (int place : new int[] {0, 1, 2, 4}) {
            JsonNode result = results.path(place);
            assertThat(read(result.path("id").asText()).path("rev")).isEqualTo(result.path("rev"));
        }
        assertThat(read(replaced).at("/data/title").asText()).isEqualTo("A");
        assertThat(read(merged).path("data").toString()).isEqualTo("{\"x\":1}");
        assertThat(api.get(app, "/v1/documents/" + patched).response().body()).contains("\"y\": 1.50");
        assertThat(api.get(app, "/v1/documents/" + deleted).status()).isEqualTo(404);
    }

    @Test
    void allOrNothingIsTheDefaultAndSaysWhichOneFailed() throws Exception {
        String id = api.create(app, "a").id();

        Api.Answer answer = api.bulk(
                app,
                "{\"operations\":["
                        + (NEW + "," + operation("replace", id, ",'rev':'9-0000000000000000','data':{}") + "," + NEW)
                                .replace('\'', '"')
                        + "]}");

        assertThat(answer.status()).isEqualTo(412);
        assertThat(answer.code()).isEqualTo("rev_stale");
        assertThat(answer.json().path("operation").asInt()).isEqualTo(1);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void oneByOneEachStandsForItself() throws Exception {
        String id = api.create(app, "a").id();

        Api.Answer answer = each(
                NEW,
                operation("replace", id, ",'rev':'9-0000000000000000','data':{}"),
                operation("replace", id, ",'type':'tasks','data':{}"),
                operation("delete", UUID.randomUUID().toString(), ""),
                operation("delete", "not-an-id", ""),
                operation("patch", id, ",'patch':[{'op':'test','path':'/title','value':'b'}]"),
                "{'op':'create','type':'tasks','data':{}}",
                "{'op':'create','type':'notes'}",
                "{'op':'create','type':'notes','key':'','data':{}}",
                "{'op':'create','type':'notes','data':{'a':['\\u0000',{'b':[]}]},'key':'k'}",
                "{'op':'create','type':'notes','data':" + "{'a':".repeat(100) + "{}" + "}".repeat(100) + "}",
                "{'op':'jump'}",
                "7",
                "[[{}]]",
                operation("replace", id, ",'data':{'title':'A'}"),
                NEW);

        assertThat(statuses(answer))
                .containsExactly(201, 412, 400, 404, 404, 409, 403, 400, 400, 400, 400, 400, 400, 400, 200, 201);
        assertThat(answer.json().at("/results/10/problem/code").asText()).isEqualTo("too_deep");
        assertThat(count()).isEqualTo(3);
    }

    @Test
    void theSameDocumentTwiceIsDoneInOrder() throws Exception {
        String id = api.create(app, "a").id();

        Api.Answer answer = all(
                operation("patch", id, ",'patch':{'n':1}"),
                operation(
                        "patch",
                        id,
                        ",'patch':[{'op':'test','path':'/n','value':1},{'op':'add','path':'/m','value':2}]"),
                operation("delete", id, ""));
        Api.Answer again = each(operation("delete", id, ""), operation("replace", id, ",'data':{}"));

        assertThat(statuses(answer)).containsExactly(200, 200, 204);
        assertThat(answer.json().at("/results/2/rev").asText()).startsWith("4-");
        assertThat(statuses(again)).containsExactly(404, 404);
    }

    @Test
    void keysMeanTheSameAsInSingleRequests() throws Exception {
        String keyed = "{'op':'create','type':'notes','key':'a','data':{'x':1}}";
        String other = keyed.replace("1", "2");
        Api.Answer first = each(keyed, keyed, other);
        String id = first.json().at("/results/0/id").asText();

        Api.Answer renewed = all(operation("delete", id, ""), other, NEW, keyed.replace("'a'", "'b'"));

        assertThat(statuses(first)).containsExactly(201, 200, 409);
        assertThat(first.json().at("/results/1/id").asText()).isEqualTo(id);
        assertThat(statuses(renewed)).containsExactly(204, 201, 201, 201);
        String next = renewed.json().at("/results/1/id").asText();
        assertThat(next).isNotEqualTo(id);
        assertThat(renewed.json().at("/results/1/rev").asText()).startsWith("1-");
        assertThat(read(id).path("code").asText()).isEqualTo("not_found");
        assertThat(read(next).at("/data/x").asInt()).isEqualTo(2);
    }

    @Test
    void whoMayOnlyReadOrWriteHearsSoForEach() throws Exception {
        TestApp owner = TestCloud.get().app("notes:write");
        String readable = api.create(owner, "a").id();
        String writable = api.create(owner, "b").id();
        share(owner, readable, "read");
        share(owner, writable, "write");

        Api.Answer answer = each(
                operation("replace", readable, ",'data':{}"),
                operation("replace", writable, ",'data':{'title':'theirs'}"),
                operation("delete", writable, ""));

        assertThat(statuses(answer)).containsExactly(403, 200, 403);
        assertThat(api.get(owner, "/v1/documents/" + writable)
                        .json()
                        .at("/data/title")
                        .asText())
                .isEqualTo("theirs");
    }

    private void share(TestApp owner, String id, String action) throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.query(
                    superuser,
                    "SELECT set_config('vibe.person', ?, false)",
                    owner.person().toString());
            TestDatabase.query(
                    superuser,
                    "UPDATE vibe.documents SET acl = ?::jsonb WHERE id = ? RETURNING 1",
                    "[{\"principal\":\"" + app.person() + "\",\"actions\":[\"" + action + "\"]}]",
                    UUID.fromString(id));
        }
    }

    @Test
    void aRevokedGrantWritesNothing() throws Exception {
        api.tell(app, "revoked");

        assertThat(all(NEW).code()).isEqualTo("grant_revoked");
        assertThat(each(NEW).code()).isEqualTo("grant_revoked");
    }

    @Test
    void aThousandOperationsAreTakenAndOneMoreIsNot() throws Exception {
        String[] thousand = new String[1_000];
        Arrays.fill(thousand, NEW);

        Api.Answer answer = all(thousand);

        assertThat(statuses(answer)).hasSize(1_000).containsOnly(201);
        assertThat(all(String.join(",", thousand), NEW).code()).isEqualTo("too_many_operations");
        assertThat(all().json().path("results")).isEmpty();
    }

    @Test
    void oneWithAKeyIsDoneOnce() throws Exception {
        var request = api.request(app, "/v1/documents/bulk")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "bulk")
                .POST(BodyPublishers.ofString(body(false, NEW, "{}")));

        Api.Answer first = api.send(request);

        assertThat(statuses(first)).containsExactly(201, 400);
        assertThat(api.send(request).response().body())
                .isEqualTo(first.response().body());
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void whatIsNoBulkIsRefused() throws Exception {
        for (String body : List.of("[]", "{}", "{\"operations\":{}}", "{\"operations\":[],\"atomic\":1}")) {
            assertThat(api.bulk(app, body).code()).isEqualTo("invalid_request");
        }
        assertThat(api.bulk(app, "{\"operations\":[{}").code()).isEqualTo("invalid_json");
        assertThat(api.bulk(app, "{\"operations\":[{\"op\":\"create\",\"data\":{\"a\":1,\"a\":2}}]}")
                        .code())
                .isEqualTo("invalid_document");
        assertThat(api.bulk(app, "{\"operations\":[" + "[".repeat(10_000)).code())
                .isEqualTo("too_deep");
    }

    @Test
    void bulksAtOnceOnTheSameDocumentsDoNotLoseAnything() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(api.post(app, "{\"type\":\"notes\",\"data\":{\"n\":[]}}").id());
        }
        List<Callable<Api.Answer>> bulks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            List<String> shuffled = new ArrayList<>(ids);
            Collections.shuffle(shuffled, new Random(i));
            int number = i;
            bulks.add(() -> all(shuffled.stream()
                    .map(id -> operation("patch", id, ",'patch':[{'op':'add','path':'/n/-','value':" + number + "}]"))
                    .toArray(String[]::new)));
        }

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Api.Answer> answer : threads.invokeAll(bulks)) {
                assertThat(statuses(answer.get())).hasSize(20).containsOnly(200);
            }
        }

        for (String id : ids) {
            assertThat(read(id).at("/data/n")).hasSize(8);
        }
    }

    /** Random operations on a few documents: in one bulk they end as they end one after the other. */
    @Test
    void aBulkEndsAsItsOperationsOneByOne() throws Exception {
        for (int seed = 0; seed < 12; seed++) {
            List<String> inBulk = documents();
            List<String> alone = documents();
            List<ObjectNode> operations = operations(new Random(seed));

            List<Integer> bulk = statuses(each(operations.stream()
                    .map(operation -> of(operation, inBulk).toString())
                    .toArray(String[]::new)));
            List<Integer> single = new ArrayList<>();
            for (ObjectNode operation : operations) {
                single.addAll(statuses(each(of(operation, alone).toString())));
            }

            assertThat(bulk).as("seed " + seed).isEqualTo(single);
            for (int i = 0; i < 4; i++) {
                assertThat(read(inBulk.get(i)).path("data"))
                        .as("seed " + seed)
                        .isEqualTo(read(alone.get(i)).path("data"));
                assertThat(read("by-key/notes/" + inBulk.getLast() + i).path("data"))
                        .as("seed " + seed)
                        .isEqualTo(read("by-key/notes/" + alone.getLast() + i).path("data"));
            }
        }
    }

    private List<String> documents() throws Exception {
        String group = UUID.randomUUID().toString();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(api.post(
                            app,
                            "{\"type\":\"notes\",\"key\":\"" + group + i + "\",\"data\":{\"n\":" + i + ",\"list\":[]}}")
                    .id());
        }
        ids.add(group);
        return ids;
    }

    private static List<ObjectNode> operations(Random random) {
        List<ObjectNode> operations = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            ObjectNode operation = Contract.JSON.createObjectNode();
            int document = random.nextInt(4);
            switch (random.nextInt(5)) {
                case 0 -> operation.put("op", "replace").putObject("data").put("replaced", i);
                case 1 -> operation.put("op", "patch").putObject("patch").put("merged", i);
                case 2 -> {
                    ArrayNode patch = operation.put("op", "patch").putArray("patch");
                    patch.addObject().put("op", "add").put("path", "/list/-").put("value", i);
                }
                case 3 -> operation.put("op", "delete");
                default -> {
                    operation.put("op", "create").put("type", "notes").put("keyOf", document);
                    operation.putObject("data").put("n", random.nextInt(4)).putArray("list");
                }
            }
            operation.put("document", document);
            operations.add(operation);
        }
        return operations;
    }

    private static ObjectNode of(ObjectNode operation, List<String> documents) {
        ObjectNode named = operation.deepCopy();
        int document = named.remove("document").asInt();
        if (named.remove("keyOf") == null) {
            return named.put("id", documents.get(document));
        }
        return named.put("key", documents.getLast() + document);
    }
}
