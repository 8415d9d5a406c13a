package cloud.vibe.standalone.kernel;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {
    @Test
    void freePortsAreAccepted() {
        assertThatCode(() -> free().requireFree()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0"})
    void takenPortIsNamedTogetherWithWhatToDo(String address) throws IOException {
        Ports ports = free();
        try (ServerSocket other = new ServerSocket(ports.s3(), 1, InetAddress.getByName(address))) {
            assertThatThrownBy(ports::requireFree)
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("Port " + other.getLocalPort())
                    .hasMessageContaining("--port-offset");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 60000, Integer.MAX_VALUE})
    void offsetBeyondThePortRangeIsRefused(int offset) {
        assertThatThrownBy(() -> new Ports(offset)).isInstanceOf(Refusal.class);
    }

    private static Ports free() {
        return IntStream.iterate(20_000, offset -> offset + 10)
                .mapToObj(Ports::new)
                .filter(PortsTest::allFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean allFree(Ports ports) {
        try {
            ports.requireFree();
            return true;
        } catch (Refusal taken) {
            return false;
        }
    }
}
