package cloud.vibe.standalone.bench.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One connection to the API, kept open: a request, then its whole answer, then the next. It looks at nothing of an answer but its status and
 * where it ends, for whatever the load generator does is taken from the CPU of what is measured. For one thread at a time.
 */
public final class KeepAlive implements AutoCloseable {
    private static final int FIRST_BYTES = 64 * 1024;
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHUNKED = "transfer-encoding: chunked".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[FIRST_BYTES];
    private int filled;
    private int position;

    public KeepAlive(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** What came back, until the next request; the text is made only for who asks for it. */
    public static final class Answer {
        private final int status;
        private final byte[] bytes;
        private final int from;
        private final int to;

        Answer(int status, byte[] bytes, int from, int to) {
            this.status = status;
            this.bytes = bytes;
            this.from = from;
            this.to = to;
        }

        public int status() {
            return status;
        }

        public boolean isGood() {
            return status / 100 == 2;
        }

        public String body() {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
    }

    public Answer ask(Request request) throws IOException {
        request.writeTo(out);
        filled = 0;
        position = 0;
        int status = -1;
        int length = 0;
        boolean isChunked = false;
        while (true) {
            int start = position;
            int end = line();
            if (end == start) {
                break;
            }
            if (status < 0) {
                status = number(start + "HTTP/1.1 ".length(), 10);
            } else if (startsWith(LENGTH, start, end)) {
                int digits = start + LENGTH.length;
                length = number(buffer[digits] == ' ' ? digits + 1 : digits, 10);
            } else if (startsWith(CHUNKED, start, end)) {
                isChunked = true;
            }
        }
        int body = position;
        if (isChunked) {
            return new Answer(status, buffer, body, chunks(body));
        }
        need(body + length);
        return new Answer(status, buffer, body, body + length);
    }

    /** Moves the chunks together, over their sizes; answers where the last one ends. */
    private int chunks(int body) throws IOException {
        int end = body;
        while (true) {
            int start = position;
            line();
            int size = number(start, 16);
            need(position + size + 2);
            System.arraycopy(buffer, position, buffer, end, size);
            end += size;
            position += size + 2;
            if (size == 0) {
                return end;
            }
        }
    }

    /** Goes behind the next end of line; answers where that line ended. */
    private int line() throws IOException {
        while (true) {
            need(position + 2);
            if (buffer[position] == '\r' && buffer[position + 1] == '\n') {
                position += 2;
                return position - 2;
            }
            position++;
        }
    }

    private void need(int upTo) throws IOException {
        while (filled < upTo) {
            if (filled == buffer.length) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            int count = in.read(buffer, filled, buffer.length - filled);
            if (count < 0) {
                throw new EOFException("the API closed the connection in the middle of an answer");
            }
            filled += count;
        }
    }

    private boolean startsWith(byte[] name, int start, int end) {
        if (end - start < name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (Character.toLowerCase(buffer[start + i]) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private int number(int start, int radix) {
        int value = 0;
        for (int i = start; ; i++) {
            int digit = Character.digit(buffer[i], radix);
            if (digit < 0) {
                return value;
            }
            value = value * radix + digit;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
