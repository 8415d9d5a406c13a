package cloud.vibe.keycloak.reconciliation;

import cloud.vibe.keycloak.outbox.BoundedBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the data API. */
final class Inquiry {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);
    private static final int OK = 200;
    private static final int MOST_OF_AN_ANSWER = 8 * 1024 * 1024;
    private static final int MOST_OF_A_REFUSAL = 500;

    private final URI url;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    Inquiry(URI url) {
        this.url = url;
    }

    /** There is no answer to go by. */
    static final class Failure extends Exception {
        Failure(String message, Throwable cause) {
            super(message, cause);
        }

        Failure(String message) {
            super(message);
        }
    }

    Differences ask(String token, Comparison comparison) throws Failure, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(ANSWER_TIMEOUT)
                .header("Content-Type", "application/secevent+jwt")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(token))
                .build();
        HttpResponse<String> response = send(request);
        if (response.statusCode() != OK) {
            String refusal = response.body().replaceAll("\\p{Cntrl}+", " ");
            throw new Failure("status " + response.statusCode() + " "
                    + refusal.substring(0, Math.min(refusal.length(), MOST_OF_A_REFUSAL)));
        }
        try {
            return Differences.read(response.body(), comparison);
        } catch (IllegalArgumentException e) {
            throw new Failure("its answer makes no sense: " + e.getMessage(), e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) throws Failure, InterruptedException {
        try {
            // The request's own timeout ends with the headers.
            return http.sendAsync(request, BoundedBody.of(MOST_OF_AN_ANSWER))
                    .get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            boolean isAway = e.getCause() instanceof IOException;
            throw new Failure((isAway ? "it is not reached: " : "it cannot be asked: ") + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new Failure("it has not answered within " + ANSWER_TIMEOUT.toSeconds() + " s", e);
        }
    }
}
