package cloud.vibe.data.server;

import cloud.vibe.data.kernel.Problem;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;

/** A body that is given up when it trickles. */
final class PacedBody extends ServletInputStream {
    private static final long GRACE = Duration.ofSeconds(5).toNanos();
    private static final long NANOS_PER_BYTE = Duration.ofSeconds(1).toNanos() / 1024;

    private final ServletInputStream body;
    private final long begun = System.nanoTime();
    private long bytes;

    PacedBody(ServletInputStream body) {
        this.body = body;
    }

    @Override
    public int read() throws IOException {
        int next = body.read();
        count(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = body.read(target, offset, length);
        count(Math.max(count, 0));
        return count;
    }

    private void count(int more) {
        bytes += more;
        // What has ended has ended in time, or a read before would have said so.
        if (!body.isFinished() && System.nanoTime() - begun > GRACE + bytes * NANOS_PER_BYTE) {
            throw Problem.invalidRequest("The body came too slowly.");
        }
    }

    @Override
    public boolean isFinished() {
        return body.isFinished();
    }

    @Override
    public boolean isReady() {
        return body.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        body.setReadListener(listener);
    }
}
