package cloud.vibe.data.trial;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** HTTP as bytes, for what no client library would send. */
public final class Raw {
    private Raw() {}

    public static String send(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Sends one byte more whenever it has waited in vain for an answer; empty if none came before the bytes ended. */
    public static String trickle(int port, String head, int bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(200);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            for (int sent = 0; sent < bytes; sent++) {
                try {
                    byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 400".length());
                    return new String(line, StandardCharsets.US_ASCII);
                } catch (SocketTimeoutException stillReading) {
                    socket.getOutputStream().write('x');
                }
            }
            return "";
        }
    }

    /** The answer's head alone, of a request whose body never comes. */
    public static String headOf(int port, String head) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\n") < 0) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    break;
                }
                answer.append((char) next);
            }
            return answer.toString();
        }
    }
}
