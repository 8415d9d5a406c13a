package cloud.vibe.standalone.e2e;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A program on openid-client (npm), in a process of its own: {@code src/test/client}. */
final class StandardClient implements AutoCloseable {
    static final String REDIRECT_URI = "https://client.example/callback";
    private static final Path FOLDER = Path.of("src/test/client");

    private final Process process;
    private final BufferedReader answers;

    StandardClient(Endpoints endpoints, String clientId, String scope) {
        if (!Files.isDirectory(FOLDER.resolve("node_modules"))) {
            throw new IllegalStateException("Run npm ci in standalone/" + FOLDER + " first, as scripts/test.sh does.");
        }
        ProcessBuilder builder = new ProcessBuilder("node", "client.mjs")
                .directory(FOLDER.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .putAll(Map.of(
                        "ISSUER", endpoints.issuer(),
                        "CLIENT_ID", clientId,
                        "REDIRECT_URI", REDIRECT_URI,
                        "RESOURCE", endpoints.api() + "/v1/documents",
                        "SCOPE", scope));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Has it do something. */
    JsonNode tell(String verb, Map<String, String> options) {
        ObjectNode line = Json.MAPPER.createObjectNode().put("verb", verb);
        options.forEach(line::put);
        try {
            process.outputWriter(StandardCharsets.UTF_8)
                    .append(line.toString())
                    .append('\n')
                    .flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("The standard client has ended.");
            }
            return Json.MAPPER.readTree(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode tell(String verb) {
        return tell(verb, Map.of());
    }

    /** The status of a call of the data API. */
    int call() {
        return tell("call", Map.of("query", "?type=notes")).path("status").asInt();
    }

    /** Sends the person to the pages of the identity origin, and takes the tokens when they come back. */
    JsonNode signIn(Page page, Admin.Person person) {
        CompletableFuture<String> callback = arrival(page, REDIRECT_URI);
        page.navigate(tell("begin").path("url").asText());
        if (page.locator("input[name='username']").count() > 0) {
            page.locator("input[name='username']").fill(person.email());
            page.locator("input[name='password']").fill(person.password());
            page.locator("input[name='password']").press("Enter");
        }
        page.locator("button[name=decision][value=allow]").click();
        page.waitForURL(url -> url.startsWith(REDIRECT_URI));
        return tell("finish", Map.of("callback", callback.join()));
    }

    /** Stands in for the client's own site, which is nowhere: the address at which the browser arrives there. */
    static CompletableFuture<String> arrival(Page page, String address) {
        CompletableFuture<String> arrived = new CompletableFuture<>();
        page.route(url -> url.startsWith(address), route -> {
            arrived.complete(route.request().url());
            route.fulfill(new com.microsoft.playwright.Route.FulfillOptions()
                    .setContentType("text/plain")
                    .setBody("Back at the client."));
        });
        return arrived;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
