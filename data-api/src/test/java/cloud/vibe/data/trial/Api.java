package cloud.vibe.data.trial;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API over real HTTP. */
public record Api(int port) {
    static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** What came back. */
    public record Answer(int status, HttpResponse<String> response) {
        public JsonNode json() {
            return Contract.parse(response.body());
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public String code() {
            return json().path("code").asText();
        }

        public String id() {
            return json().path("id").asText();
        }

        /** All that a client is told, to the byte; what is kept for an Idempotency-Key must be the same again. */
        public List<String> told() {
            return List.of(
                    String.valueOf(status),
                    response.body(),
                    header("Content-Type"),
                    header("ETag"),
                    header("Location"),
                    header("Preference-Applied"));
        }
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60));
    }

    public HttpRequest.Builder request(TestApp app, String path) {
        return request(path).header("Authorization", "Bearer " + app.token());
    }

    /** Whatever a test asks for, the answer must be one that the API's description knows. */
    public Answer send(HttpRequest.Builder builder) throws IOException, InterruptedException {
        HttpRequest request = builder.build();
        HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        List<String> faults = Description.get().faults(request, response);
        if (!faults.isEmpty()) {
            throw new AssertionError("not as openapi.json says: " + String.join("; ", faults));
        }
        return new Answer(response.statusCode(), response);
    }

    public Answer get(TestApp app, String path) throws IOException, InterruptedException {
        return send(request(app, path));
    }

    public Answer getWith(@Nullable String token, String path) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        return send(token == null ? request : request.header("Authorization", "Bearer " + token));
    }

    public Answer post(TestApp app, String body) throws IOException, InterruptedException {
        return send(request(app, "/v1/documents")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Any method with a JSON body. */
    public Answer send(TestApp app, String method, String path, String json) throws IOException, InterruptedException {
        return send(request(app, path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json)));
    }

    /** With an Idempotency-Key. */
    public Answer postOnce(TestApp app, String key, String path, String json) throws IOException, InterruptedException {
        return send(request(app, path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(json)));
    }

    public Answer deleteAt(TestApp app, String path) throws IOException, InterruptedException {
        return send(request(app, path).DELETE());
    }

    public Answer create(TestApp app, String title) throws IOException, InterruptedException {
        return post(app, "{\"type\":\"notes\",\"data\":{\"title\":\"" + title + "\"}}");
    }

    public Answer query(TestApp app, String body) throws IOException, InterruptedException {
        return send(request(app, "/v1/documents/query")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    public Answer put(TestApp app, String id, @Nullable String rev, String data)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(app, "/v1/documents/" + id)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"data\":" + data + "}"));
        return send(rev == null ? request : request.header("If-Match", '"' + rev + '"'));
    }

    public Answer merge(TestApp app, String id, String patch) throws IOException, InterruptedException {
        return send(request(app, "/v1/documents/" + id)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString(patch)));
    }

    public Answer patch(TestApp app, String id, String operations) throws IOException, InterruptedException {
        return send(request(app, "/v1/documents/" + id)
                .header("Content-Type", "application/json-patch+json")
                .method("PATCH", BodyPublishers.ofString(operations)));
    }

    public Answer bulk(TestApp app, String body) throws IOException, InterruptedException {
        return send(request(app, "/v1/documents/bulk")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    public Answer delete(TestApp app, String id) throws IOException, InterruptedException {
        return send(request(app, "/v1/documents/" + id).DELETE());
    }

    public Answer push(String event) throws IOException, InterruptedException {
        return send(request("/v1/events")
                .header("Content-Type", "application/secevent+jwt")
                .POST(BodyPublishers.ofString(event)));
    }

    public Answer tell(TestApp app, String status) throws IOException, InterruptedException {
        return push(app.event(status, state -> {}));
    }
}
