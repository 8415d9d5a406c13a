package cloud.vibe.standalone.e2e;

import cloud.vibe.standalone.kernel.Json;
import cloud.vibe.standalone.visitor.TokenAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/** The data API as an app with one access token sees it. */
final class DataApi {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String url;
    private final String token;

    DataApi(String url, String token) {
        this.url = url;
        this.token = token;
    }

    TokenAnswer create(String title) {
        return send("POST", "/v1/documents", Map.of(), note(title));
    }

    TokenAnswer get(String id) {
        return send("GET", "/v1/documents/" + id, Map.of(), "");
    }

    TokenAnswer list() {
        return send("GET", "/v1/documents?type=notes&limit=100", Map.of(), "");
    }

    TokenAnswer replace(String id, String rev, String title) {
        return send("PUT", "/v1/documents/" + id, Map.of("If-Match", "\"" + rev + "\""), note(title));
    }

    TokenAnswer delete(String id) {
        return send("DELETE", "/v1/documents/" + id, Map.of(), "");
    }

    TokenAnswer send(String method, String path, Map<String, String> headers, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Authorization", "Bearer " + token);
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new TokenAnswer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String note(String title) {
        return Json.MAPPER
                .createObjectNode()
                .put("type", "notes")
                .<com.fasterxml.jackson.databind.node.ObjectNode>set(
                        "data",
                        Json.MAPPER.createObjectNode().put("title", title).put("body", ""))
                .toString();
    }
}
