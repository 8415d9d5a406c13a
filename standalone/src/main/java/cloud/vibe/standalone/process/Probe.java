package cloud.vibe.standalone.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.IntPredicate;

/** Whether a process does its work already. Asked again and again, so an answer is quick and never throws for "not yet". */
@FunctionalInterface
public interface Probe {
    boolean answers() throws InterruptedException;

    /** Ready when a GET is answered with a status that is accepted. */
    static Probe http(String url, IntPredicate accepted) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(5))
                .build();
        return () -> {
            try {
                return accepted.test(Http.CLIENT
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode());
            } catch (IOException notYet) {
                return false;
            }
        };
    }

    /** Ready when a GET is answered with 200. */
    static Probe http(String url) {
        return http(url, status -> status == 200);
    }

    /** The client that all probes share. */
    final class Http {
        private static final HttpClient CLIENT = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();

        private Http() {}
    }
}
