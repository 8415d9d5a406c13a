package cloud.vibe.standalone.bench.floor;

import cloud.vibe.standalone.kernel.Refusal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Learns from PostgreSQL's own log what the API sends for a request, so that the floor cannot drift from the API. While it is open the server
 * logs every statement; nothing may be measured then.
 */
public final class Recorder implements AutoCloseable {
    private static final String ROLE = "vibe_api";
    /** The first requests may look up what the API then remembers, and a driver prepares on the server after some. */
    private static final int WARM_UP = 8;

    private static final int ATTEMPTS = 20;

    private final Connection admin;
    private final Path log;

    /** A request to the API; answers what it was about. */
    @FunctionalInterface
    public interface Asked {
        About once() throws Exception;
    }

    public Recorder(Connection admin, Path log) throws SQLException {
        this.admin = admin;
        this.log = log;
        execute("ALTER SYSTEM SET log_line_prefix = '" + StatementLog.PREFIX + "'");
        execute("ALTER SYSTEM SET log_statement = 'all'");
        execute("SELECT pg_reload_conf()");
    }

    /** Asks until two requests in a row were answered by the same statements, and answers those. */
    public Recipe record(String what, Asked asked) throws Exception {
        List<Sent> before = List.of();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long from = Files.size(log);
            About about = asked.once();
            List<Sent> sent = sentSince(from);
            if (attempt >= WARM_UP && !sent.isEmpty() && isSame(before, sent)) {
                return Recipe.of(sent, about);
            }
            before = sent;
        }
        throw new Refusal("The floor of \"" + what + "\" is unknown: " + log + " shows other statements each time.");
    }

    private List<Sent> sentSince(long from) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            return StatementLog.read(new String(bytes, StandardCharsets.UTF_8)).stream()
                    .filter(sent -> sent.role().equals(ROLE))
                    // What a pool asks to see whether a connection lives.
                    .filter(sent -> !sent.sql().isBlank())
                    .toList();
        }
    }

    private static boolean isSame(List<Sent> one, List<Sent> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!one.get(i).sql().equals(other.get(i).sql())) {
                return false;
            }
        }
        return true;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        execute("ALTER SYSTEM RESET log_line_prefix");
        execute("ALTER SYSTEM RESET log_statement");
        execute("SELECT pg_reload_conf()");
    }
}
