package cloud.vibe.keycloak.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BoundedBodyTest {
    private final HttpServer server = start();

    private static HttpServer start() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void serve() {
        server.createContext("/short", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("short".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.createContext("/none", exchange -> {
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] more = new byte[8_192];
            try (var body = exchange.getResponseBody()) {
                while (true) {
                    body.write(more);
                }
            } catch (IOException givenUp) {
                exchange.close();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aShortBodyIsThereAsItIs() throws Exception {
        assertThat(body("/short", 100)).isEqualTo("short");
        assertThat(body("/short", 5)).isEqualTo("short");
        assertThat(body("/none", 100)).isEmpty();
    }

    @Test
    void aLongOneIsCutOffEvenIfItNeverEnds() throws Exception {
        assertThat(body("/short", 3)).isEqualTo("sho");
        assertThat(body("/endless", 20_000)).hasSize(20_000);
    }

    private String body(String path, int most) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BoundedBody.of(most))
                .body();
    }
}
