package cloud.vibe.standalone.identity;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.kernel.Json;
import cloud.vibe.standalone.kernel.Refusal;
import cloud.vibe.standalone.kernel.Secrets;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The people and the sample app of a new cloud on one's own machine. They are put in once; who deletes them is not asked again. */
public final class Demo {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Installation installation;
    private final Endpoints endpoints;
    private final Secrets secrets;
    private final Path done;

    public Demo(Installation installation, Home home, Endpoints endpoints, Secrets secrets) {
        this.installation = installation;
        this.endpoints = endpoints;
        this.secrets = secrets;
        this.done = home.data("keycloak").resolve("demo-imported");
    }

    /** Somebody who can sign in at once. */
    public record Person(String email, String password) {}

    public List<Person> people() {
        List<Person> people = new ArrayList<>();
        for (JsonNode user : body().path("users")) {
            people.add(new Person(
                    user.path("email").asText(),
                    user.path("credentials").path(0).path("value").asText()));
        }
        return people;
    }

    public void importOnce() throws InterruptedException {
        if (Files.exists(done)) {
            return;
        }
        ObjectNode body = body().put("ifResourceExists", "SKIP");
        HttpResponse<String> response = send(HttpRequest.newBuilder(
                        URI.create(endpoints.identity() + "/admin/realms/" + Endpoints.REALM + "/partialImport"))
                .header("Authorization", "Bearer " + adminToken())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
        if (response.statusCode() != 200) {
            throw new Refusal("Keycloak did not take the demo people and app (" + response.statusCode() + ": "
                    + response.body() + ").");
        }
        try {
            Files.createFile(done);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String adminToken() throws InterruptedException {
        String form = "grant_type=password&client_id=admin-cli&username=" + Keycloak.ADMIN + "&password="
                + URLEncoder.encode(secrets.keycloakAdmin(), StandardCharsets.UTF_8);
        HttpResponse<String> response = send(HttpRequest.newBuilder(
                        URI.create(endpoints.identity() + "/realms/master/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
        if (response.statusCode() != 200) {
            throw new Refusal("Keycloak's first admin cannot sign in (" + response.statusCode()
                    + "), so the demo people cannot be made: begin anew with --fresh.");
        }
        try {
            return Json.MAPPER.readTree(response.body()).path("access_token").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Refusal("Keycloak stopped answering while its demo people were made: start again.", e);
        }
    }

    private ObjectNode body() {
        try {
            String text = Files.readString(installation.demo()).replace("${VIBE_NOTES_URL}", endpoints.app());
            return (ObjectNode) Json.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
