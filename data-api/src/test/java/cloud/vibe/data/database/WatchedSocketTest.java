package cloud.vibe.data.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Without the watch these reads would wait for ever: the time limit is what fails then. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class WatchedSocketTest {
    private static final Duration LIMIT = Duration.ofMillis(400);

    private final ServerSocket server;

    WatchedSocketTest() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private Socket connected(Duration limit) throws IOException {
        Socket socket = new WatchedSocketFactory(limit.toString()).createSocket();
        socket.connect(server.getLocalSocketAddress(), 2_000);
        return socket;
    }

    @Test
    void aReadThatIsNeverAnsweredEndsWithItsSocket() throws Exception {
        try (Socket socket = connected(LIMIT);
                Socket silent = server.accept()) {
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(socket.isClosed()).isTrue();
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whoDoesNotReadMayWaitAsLongAsTheyLike() throws Exception {
        try (Socket socket = connected(LIMIT);
                Socket other = server.accept()) {
            Thread.sleep(LIMIT.multipliedBy(3));
            other.getOutputStream().write(200);
            assertThat(socket.getInputStream().read()).isEqualTo(200);
            other.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void eachReadHasTheWholeTime() throws Exception {
        Duration limit = Duration.ofSeconds(3);
        try (Socket socket = connected(limit);
                Socket slow = server.accept()) {
            Thread.ofVirtual().start(() -> drip(slow, limit));
            assertThat(socket.getInputStream().readNBytes(12)).hasSize(12);
        }
    }

    private static void drip(Socket slow, Duration limit) {
        try {
            for (int i = 0; i < 12; i++) {
                Thread.sleep(limit.dividedBy(8));
                slow.getOutputStream().write(i);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hikari's connections have the same properties. */
    @Test
    void theDriverUsesIt() throws Exception {
        Properties properties = Pools.driverProperties();
        assertThat(Duration.parse(properties.getProperty("socketFactoryArg"))).isPositive();
        properties.setProperty("socketFactoryArg", LIMIT.toString());
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");

        assertThatThrownBy(() -> DriverManager.getConnection(
                        "jdbc:postgresql://localhost:%d/vibe?user=somebody".formatted(server.getLocalPort()),
                        properties))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
    }
}
