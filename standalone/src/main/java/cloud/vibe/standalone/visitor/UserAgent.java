package cloud.vibe.standalone.visitor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** A browser as far as it keeps cookies and goes where it is sent. */
final class UserAgent {
    private final LocalCookies cookies = new LocalCookies();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** Takes cookies over from another for that origin: those of these names, or all. */
    void take(UserAgent other, String origin, String... names) {
        other.cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> names.length == 0 || List.of(names).contains(cookie.getName()))
                .forEach(cookie -> cookies.getCookieStore().add(URI.create(origin), (HttpCookie) cookie.clone()));
    }

    void keepCookies(HttpResponse<?> answer) {
        try {
            cookies.put(answer.uri(), answer.headers().map());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As name=value. */
    List<String> cookies() {
        return cookies.getCookieStore().getCookies().stream()
                .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                .toList();
    }

    /** Goes where the identity origin sends, and stops at the door of the app. */
    IdentityPage follow(HttpRequest request, String door) {
        HttpResponse<String> current = send(request);
        while (current.statusCode() / 100 == 3) {
            String location = current.headers().firstValue("Location").orElse("");
            if (location.startsWith(door)) {
                return new IdentityPage(current.statusCode(), location, "");
            }
            current = send(HttpRequest.newBuilder(current.uri().resolve(location))
                    .GET()
                    .build());
        }
        return new IdentityPage(current.statusCode(), current.uri().toString(), current.body());
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
