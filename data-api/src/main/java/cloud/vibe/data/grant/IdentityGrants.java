package cloud.vibe.data.grant;

import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.Permission;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Has grants changed where they are kept, on the identity side, with the caller's own token: that side decides once more whether they may.
 * Any number of threads; so many requests at a time, and none for longer than {@link #ANSWER_TIMEOUT}. To ask for the same again is no harm.
 */
public final class IdentityGrants {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(6);
    private static final int MOST_AT_ONCE = 32;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI url;
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * Wires the client.
     *
     * @param url the identity side's list of a person's grants
     */
    public IdentityGrants(URI url) {
        this.url = url;
    }

    /**
     * Ends a grant.
     *
     * @return its version then
     */
    long end(String authorization, AppId app) {
        return delete(authorization, url + "/" + app);
    }

    /**
     * Takes one permission back.
     *
     * @return the grant's version then
     */
    long narrow(String authorization, AppId app, Permission permission) {
        String name = URLEncoder.encode(permission.toString(), StandardCharsets.UTF_8);
        return delete(authorization, url + "/" + app + "/permissions/" + name);
    }

    private long delete(String authorization, String address) {
        if (!room.tryAcquire()) {
            throw Problem.unavailable("Too much is being asked of the identity side at the moment.", null);
        }
        try {
            return version(send(HttpRequest.newBuilder(URI.create(address))
                    .header("Authorization", authorization)
                    .header("Accept", "application/json")
                    .DELETE()
                    .build()));
        } finally {
            room.release();
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        // A request's own timeout ends with the headers: a body that never ends would hold its place for ever.
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            return answer.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        } finally {
            answer.cancel(true);
        }
    }

    private static long version(HttpResponse<byte[]> answer) {
        return switch (answer.statusCode()) {
            case 200 -> readVersion(answer.body());
            case 401 ->
                throw Problem.tokenInvalid(
                        "The identity side does not take it: the sign-in may have ended just now. A token"
                                + " that is bound to a key (DPoP) is to be sent there, with a proof for there.");
            case 403 ->
                throw Problem.of(ProblemCode.PERMISSION_MISSING, "The person has not allowed this app to do that.");
            case 404 -> throw Problem.notFound();
            case 409 ->
                throw Problem.of(
                        ProblemCode.PERMISSION_REQUIRED,
                        "The person can have it only as a whole: end the grant, or leave the permission.");
            default -> throw unavailable(new IOException("status " + answer.statusCode()));
        };
    }

    private static long readVersion(byte[] body) {
        try {
            JsonNode version = JSON.readTree(body).path("version");
            if (version.isIntegralNumber()) {
                return version.asLong();
            }
        } catch (IOException e) {
            throw unavailable(e);
        }
        throw unavailable(new IOException("the answer names no version"));
    }

    private static Problem unavailable(Exception cause) {
        return Problem.unavailable(
                "The identity side, where grants are kept, does not answer: try again. Nothing is lost by asking twice.",
                cause);
    }
}
