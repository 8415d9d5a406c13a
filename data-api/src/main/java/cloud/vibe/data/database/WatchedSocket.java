package cloud.vibe.data.database;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;

/**
 * A socket that is closed when one of its reads takes too long, as when the other side is gone without a word. A read timeout of the
 * socket's own would do the same, but on a virtual thread each such read begins and ends an alarm of its own, which cost a seventh of the
 * CPU of a request (decision 0033). Here one thread looks at the clock now and then.
 */
final class WatchedSocket extends Socket {
    private static final int LOOKS = 8;

    private final Duration limit;
    private final Thread watch =
            Thread.ofVirtual().name("watch of a connection").unstarted(this::watch);

    /** By {@link System#nanoTime()}; 0 while nobody reads. */
    private volatile long readingSince;

    WatchedSocket(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        super.connect(endpoint, timeout);
        watch.start();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new Input(super.getInputStream());
    }

    @Override
    public void close() throws IOException {
        super.close();
        watch.interrupt();
    }

    private void watch() {
        try {
            while (!isClosed()) {
                Thread.sleep(limit.dividedBy(LOOKS));
                long since = readingSince;
                if (since != 0 && System.nanoTime() - since > limit.toNanos()) {
                    super.close();
                }
            }
        } catch (InterruptedException | IOException closed) {
            // There is nothing left to watch.
        }
    }

    private final class Input extends FilterInputStream {
        Input(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            readingSince = System.nanoTime() | 1;
            try {
                return in.read(bytes, offset, length);
            } finally {
                readingSince = 0;
            }
        }
    }
}
