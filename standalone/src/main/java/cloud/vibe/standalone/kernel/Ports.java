package cloud.vibe.standalone.kernel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The seven ports of one cloud: a fixed block, moved as a whole by an offset. */
public record Ports(int offset) {
    private static final int FIRST = 8600;
    private static final int COUNT = 7;

    public Ports {
        if (offset < 0 || offset > 65535 - FIRST - COUNT + 1) {
            throw new Refusal("--port-offset must be between 0 and " + (65535 - FIRST - COUNT + 1) + ".");
        }
    }

    public int identity() {
        return FIRST + offset;
    }

    public int api() {
        return FIRST + 1 + offset;
    }

    public int adminApi() {
        return FIRST + 2 + offset;
    }

    public int s3() {
        return FIRST + 3 + offset;
    }

    public int app() {
        return FIRST + 4 + offset;
    }

    public int identityManagement() {
        return FIRST + 5 + offset;
    }

    public int postgres() {
        return FIRST + 6 + offset;
    }

    /** Refuses when any of the seven is taken, before anything is started. */
    public void requireFree() {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        wanted.put("identity", identity());
        wanted.put("the data API", api());
        wanted.put("the data API's admin port", adminApi());
        wanted.put("the S3 store", s3());
        wanted.put("the sample app", app());
        wanted.put("Keycloak's management port", identityManagement());
        wanted.put("PostgreSQL", postgres());
        wanted.forEach((what, port) -> {
            // "localhost" may mean either address: whoever listens on one of them would be mistaken for us.
            if (taken("127.0.0.1", port) || taken("::1", port)) {
                throw new Refusal(
                        "Port " + port + " (" + what
                                + ") is taken by another program: stop that program, or choose other ports with --port-offset 100.");
            }
        });
    }

    private static boolean taken(String address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port), 1);
            return false;
        } catch (SocketException e) {
            String message = String.valueOf(e.getMessage());
            // A machine without IPv6 cannot have anybody listen there.
            return !message.contains("Cannot assign requested address")
                    && !message.contains("Protocol family unavailable")
                    && !message.contains("not supported");
        } catch (IOException e) {
            return true;
        }
    }
}
