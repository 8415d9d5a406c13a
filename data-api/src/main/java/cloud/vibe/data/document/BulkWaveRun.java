package cloud.vibe.data.document;

import cloud.vibe.data.database.CallerTransaction;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Permissions;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Rev;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One wave of a bulk request, in as few statements as its size allows. */
final class BulkWaveRun {
    // Data that is read to be patched, and what comes of it, is held only so much at a time.
    private static final long BATCH_BYTES = 4L * Limit.DOCUMENT_BYTES.max();
    private static final int KEY_ATTEMPTS = 10;

    private final CallerTransaction transaction;
    private final BulkStore store;
    private final AppSchemas.OfRequest schemas;
    private final Permissions permissions;
    private final boolean isAtomic;
    private final BulkResult[] results;

    BulkWaveRun(
            CallerTransaction transaction,
            BulkStore store,
            AppSchemas.OfRequest schemas,
            Permissions permissions,
            boolean isAtomic,
            BulkResult[] results) {
        this.transaction = transaction;
        this.store = store;
        this.schemas = schemas;
        this.permissions = permissions;
        this.isAtomic = isAtomic;
        this.results = results;
    }

    void run(BulkWave wave) {
        wave.invalid.forEach(this::refuse);
        batch(writable(wave.unnamed), this::create);
        batch(writable(wave.keyed), this::createByKey);
        change(wave.changes);
    }

    /** One statement for all of them; if that fails, and each is to stand for itself, one for each. */
    private <T> void batch(Map<Integer, T> some, Consumer<Map<Integer, T>> work) {
        if (some.isEmpty()) {
            return;
        }
        if (isAtomic) {
            work.accept(some);
            return;
        }
        try {
            transaction.part(() -> {
                work.accept(some);
                return some;
            });
        } catch (Problem problem) {
            if (problem.code().status() >= 500) {
                throw problem;
            }
            if (some.size() == 1) {
                some.keySet().forEach(index -> refuse(index, problem));
            } else {
                some.forEach((index, one) -> batch(Map.of(index, one), work));
            }
        }
    }

    private Map<Integer, NewDocument> writable(Map<Integer, NewDocument> documents) {
        Map<Integer, NewDocument> writable = new LinkedHashMap<>();
        documents.forEach((index, document) -> {
            if (!permissions.mayWrite(document.type())) {
                refuse(index, Problem.permissionMissing(document.type().toString() + ":write"));
                return;
            }
            try {
                schemas.require(document.type(), document.data());
                writable.put(index, document);
            } catch (Problem problem) {
                refuse(index, problem);
            }
        });
        return writable;
    }

    private void create(Map<Integer, NewDocument> documents) {
        store.create(transaction, List.copyOf(documents.values()));
        documents.forEach((index, document) ->
                results[index] = new BulkResult.Done(201, document.id(), BulkStore.firstRev(document)));
    }

    private void createByKey(Map<Integer, NewDocument> documents) {
        Map<Integer, NewDocument> open = new LinkedHashMap<>(documents);
        for (int attempt = 0; attempt < KEY_ATTEMPTS && !open.isEmpty(); attempt++) {
            Map<BulkStore.Keyed, BulkStore.Found> found = store.createByKey(transaction, List.copyOf(open.values()));
            open.entrySet().removeIf(entry -> {
                BulkStore.Found one = found.get(BulkStore.Keyed.of(entry.getValue()));
                if (one == null) {
                    return false;
                }
                results[entry.getKey()] = one.isSame()
                        ? new BulkResult.Done(one.isNew() ? 201 : 200, one.id(), one.rev())
                        : new BulkResult.Refused(DocumentStore.keyTaken());
                return true;
            });
        }
        if (!open.isEmpty()) {
            throw Problem.unavailable("Others create and delete under these keys all the time.", null);
        }
    }

    private void change(Map<Integer, BulkOperation.Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        Map<DocumentId, BulkStore.Locked> locked = lock(changes);
        Set<DocumentId> missing = new HashSet<>();
        changes.values().stream()
                .map(BulkOperation.Change::id)
                .filter(id -> !locked.containsKey(id))
                .forEach(missing::add);
        Set<DocumentId> readable = missing.isEmpty() ? Set.of() : store.visible(transaction, missing);
        PendingChanges pending = new PendingChanges();
        changes.forEach((index, change) -> {
            BulkStore.Locked current = locked.get(change.id());
            if (current == null) {
                refuse(
                        index,
                        readable.contains(change.id())
                                ? Problem.of(
                                        ProblemCode.PERMISSION_MISSING, "You may read this document, not change it.")
                                : Problem.notFound());
                return;
            }
            Problem problem = problem(change, current);
            if (problem != null) {
                refuse(index, problem);
                return;
            }
            switch (change.outcome()) {
                case BulkOperation.Replaced replaced -> pending.add(index, current, replaced.data());
                case BulkOperation.Deleted deleted -> pending.add(index, current, null);
                case BulkOperation.Patched patched -> pending.patch(index, current, patched.patch());
            }
        });
        pending.flush();
    }

    private Map<DocumentId, BulkStore.Locked> lock(Map<Integer, BulkOperation.Change> changes) {
        List<DocumentId> all = new ArrayList<>();
        List<DocumentId> patched = new ArrayList<>();
        for (BulkOperation.Change change : changes.values()) {
            all.add(change.id());
            if (change.outcome() instanceof BulkOperation.Patched) {
                patched.add(change.id());
            }
        }
        return store.lock(transaction, all, patched);
    }

    private static @Nullable Problem problem(BulkOperation.Change change, BulkStore.Locked current) {
        if (!change.expected().isNamed() && current.isRevRequired()) {
            return Expected.required();
        }
        if (!change.expected().includes(current.rev())) {
            return Expected.stale();
        }
        return switch (change.outcome()) {
            case BulkOperation.Deleted deleted ->
                current.isManaged()
                        ? null
                        : Problem.of(ProblemCode.PERMISSION_MISSING, "Only who manages a document may delete it.");
            case BulkOperation.Replaced replaced ->
                replaced.type() == null || replaced.type().value().equals(current.type())
                        ? null
                        : Problem.invalidDocument("A document keeps its type.");
            case BulkOperation.Patched patched -> null;
        };
    }

    private void refuse(int index, Problem problem) {
        results[index] = new BulkResult.Refused(problem);
    }

    private void apply(Map<Integer, BulkStore.Changed> changes) {
        Set<DocumentId> done = store.change(transaction, List.copyOf(changes.values()));
        changes.forEach((index, change) -> {
            int status = change.data() == null ? 204 : 200;
            results[index] = done.contains(change.id())
                    ? new BulkResult.Done(status, change.id(), change.rev())
                    : new BulkResult.Refused(Expected.stale());
        });
    }

    /** Changes that wait for their statement. */
    private final class PendingChanges {
        private final Map<Integer, BulkStore.Changed> changes = new LinkedHashMap<>();
        private final Map<Integer, BulkStore.Locked> unread = new LinkedHashMap<>();
        private final Map<Integer, Patch> patches = new LinkedHashMap<>();
        private long bytes;
        private long unreadBytes;

        void add(int index, BulkStore.Locked current, @Nullable String data) {
            if (data != null) {
                try {
                    schemas.require(new DocumentType(current.type()), data);
                } catch (Problem problem) {
                    refuse(index, problem);
                    return;
                }
            }
            changes.put(index, changed(current, data));
            bytes += data == null ? 0 : data.length();
            if (bytes > BATCH_BYTES) {
                write();
            }
        }

        void patch(int index, BulkStore.Locked current, Patch patch) {
            unread.put(index, current);
            patches.put(index, patch);
            unreadBytes += current.bytes();
            if (unreadBytes > BATCH_BYTES) {
                read();
            }
        }

        void flush() {
            read();
            write();
        }

        private void read() {
            if (unread.isEmpty()) {
                return;
            }
            Map<DocumentId, String> data = store.read(
                    transaction,
                    unread.values().stream().map(BulkStore.Locked::id).toList());
            unread.forEach((index, current) -> {
                try {
                    Patch patch = patches.get(index);
                    String before = data.get(current.id());
                    if (patch == null || before == null) {
                        throw Problem.notFound();
                    }
                    add(index, current, patch.apply(before));
                } catch (Problem problem) {
                    refuse(index, problem);
                }
            });
            unread.clear();
            patches.clear();
            unreadBytes = 0;
        }

        private void write() {
            batch(Map.copyOf(changes), BulkWaveRun.this::apply);
            changes.clear();
            bytes = 0;
        }

        private static BulkStore.Changed changed(BulkStore.Locked current, @Nullable String data) {
            String digest = data == null ? RevDigest.DELETED : RevDigest.of(data);
            Rev next = current.rev().next(digest);
            return new BulkStore.Changed(current.id(), current.rev(), next, data);
        }
    }
}
