package cloud.vibe.data.grant;

import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.Permission;
import cloud.vibe.data.kernel.Places;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Has grants and sign-ins changed where they are kept, on the identity side, with the caller's own token and its proof: that side decides
 * once more whether they may.
 * Any number of threads; so many requests at a time, of one grant two, and none for longer than {@link #ANSWER_TIMEOUT}. To ask for the same again is no harm.
 */
public final class IdentityGrants {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(6);
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int EACH = 2;
    private static final int IN_ALL = 32;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI url;
    private final Places<GrantId> places = new Places<>(EACH, IN_ALL);
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
     * @return what it is then
     */
    Changed end(AppForPerson caller, CallersToken token, AppId app) {
        return changed(delete(caller, token, url + "/" + app));
    }

    /**
     * Takes one permission back.
     *
     * @return what the grant is then
     */
    Changed narrow(AppForPerson caller, CallersToken token, AppId app, Permission permission) {
        String name = URLEncoder.encode(permission.toString(), StandardCharsets.UTF_8);
        return changed(delete(caller, token, url + "/" + app + "/permissions/" + name));
    }

    /** Ends what the app has of the sign-in that its token was issued in: refresh tokens and all. */
    void endSignIn(AppForPerson caller, CallersToken token) {
        HttpResponse<byte[]> answer =
                delete(caller, token, url.resolve("sign-in").toString());
        if (answer.statusCode() != NO_CONTENT) {
            throw refusal(answer.statusCode());
        }
    }

    private HttpResponse<byte[]> delete(AppForPerson caller, CallersToken token, String address) {
        if (!places.take(caller.grant())) {
            throw Problem.unavailable(
                    "Too many grants are being changed at the moment, or too many by this app for this person. Nothing was changed: try again.",
                    null);
        }
        try {
            return send(token.handOn(HttpRequest.newBuilder(URI.create(address)))
                    .header("Accept", "application/json")
                    .DELETE()
                    .build());
        } finally {
            places.free(caller.grant());
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

    private static Changed changed(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != OK) {
            throw refusal(answer.statusCode());
        }
        return read(answer.body());
    }

    private static Problem refusal(int status) {
        return switch (status) {
            case 401 ->
                Problem.tokenInvalid("The identity side does not take it: the sign-in may have ended just now, or the"
                        + " proof (DPoP) is older than a few seconds, or from a clock that is ahead.");
            case 403 -> Problem.of(ProblemCode.PERMISSION_MISSING, "The person has not allowed this app to do that.");
            case 404 -> Problem.notFound();
            case 409 ->
                Problem.of(
                        ProblemCode.PERMISSION_REQUIRED,
                        "The person can have it only as a whole: end the grant, or leave the permission.");
            default -> unavailable(new IOException("status " + status));
        };
    }

    private static Changed read(byte[] body) {
        try {
            JsonNode grant = JSON.readTree(body);
            if (grant.path("version").isIntegralNumber()) {
                return new Changed(
                        GrantId.parse(grant.path("id").asText()),
                        grant.path("version").asLong());
            }
        } catch (IOException | IllegalArgumentException e) {
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
