package cloud.vibe.standalone.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
    private static final String LARGE = "grün,".repeat(60_000);

    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            byte[] body = switch (path) {
                case "/echo" -> exchange.getRequestBody().readAllBytes();
                case "/token" ->
                    exchange.getRequestHeaders().getFirst("Authorization").getBytes(StandardCharsets.UTF_8);
                default -> LARGE.getBytes(StandardCharsets.UTF_8);
            };
            // Zero stands for chunks here.
            exchange.sendResponseHeaders(path.equals("/missing") ? 404 : 200, path.equals("/chunks") ? 0 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void oneConnectionAsksOneThingAfterTheOther() throws IOException {
        try (KeepAlive connection = new KeepAlive(server.getAddress().getPort())) {
            assertThat(connection.ask(Request.get("/large", "t")).body()).isEqualTo(LARGE);
            assertThat(connection.ask(Request.get("/chunks", "t")).body()).isEqualTo(LARGE);
            assertThat(connection.ask(Request.post("/echo", "t", "{\"ä\":1}")).body())
                    .isEqualTo("{\"ä\":1}");
            assertThat(connection.ask(Request.get("/token", "a-token")).body()).isEqualTo("Bearer a-token");
            KeepAlive.Answer missing = connection.ask(Request.get("/missing", "t"));
            assertThat(missing.status()).isEqualTo(404);
            assertThat(missing.isGood()).isFalse();
            assertThat(connection.ask(Request.get("/large", "t")).isGood()).isTrue();
        }
    }
}
