package cloud.vibe.data.query;

import cloud.vibe.data.database.RoleDatabase;
import cloud.vibe.data.kernel.DocumentType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;

/**
 * The declared indexes that are ready, of all types, read again every few seconds. That one has gone since is noticed by the statement
 * itself: see {@link QueryStore}.
 */
final class IndexCatalogue {
    private static final long MAX_AGE = TimeUnit.SECONDS.toNanos(3);
    private static final String READY = "SELECT id, type, path FROM vibe.doc_indexes WHERE state = 'ready'";

    private final RoleDatabase database;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Edition edition = new Edition(Map.of(), System.nanoTime() - MAX_AGE);

    IndexCatalogue(RoleDatabase database) {
        this.database = database;
    }

    private record Edition(Map<String, List<DeclaredIndex>> byType, long readAt) {}

    List<DeclaredIndex> of(DocumentType type) {
        // One reads, and nobody else waits for that.
        if (System.nanoTime() - edition.readAt >= MAX_AGE && reading.tryLock()) {
            try {
                read();
            } finally {
                reading.unlock();
            }
        }
        return edition.byType.getOrDefault(type.value(), List.of());
    }

    /** Whether the index is ready by now and not only by what is kept. */
    boolean isStillReady(DocumentType type, DeclaredIndex index) {
        reading.lock();
        try {
            read();
        } finally {
            reading.unlock();
        }
        return of(type).contains(index);
    }

    private void read() {
        edition = new Edition(database.transact(IndexCatalogue::ready), System.nanoTime());
    }

    private static Map<String, List<DeclaredIndex>> ready(Handle handle) {
        Map<String, List<DeclaredIndex>> byType = new HashMap<>();
        handle.createQuery(READY)
                .map((row, context) -> {
                    String[] path = (String[]) row.getArray("path").getArray();
                    byType.computeIfAbsent(row.getString("type"), type -> new ArrayList<>())
                            .add(new DeclaredIndex(row.getInt("id"), new Place.InData(List.of(path))));
                    return true;
                })
                .list();
        return byType;
    }
}
