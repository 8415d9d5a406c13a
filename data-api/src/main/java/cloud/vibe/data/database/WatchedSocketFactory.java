package cloud.vibe.data.database;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.SocketFactory;

/** What the JDBC driver makes its sockets with ({@code socketFactory}); it asks for one that is not connected yet, and for no other. */
public final class WatchedSocketFactory extends SocketFactory {
    private final Duration limit;

    /** @param limit of one read, as ISO 8601 says it: the driver's {@code socketFactoryArg} */
    public WatchedSocketFactory(String limit) {
        this.limit = Duration.parse(limit);
    }

    @Override
    public Socket createSocket() {
        return new WatchedSocket(limit);
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException();
    }
}
