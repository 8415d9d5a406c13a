package cloud.vibe.data.kernel;

import cloud.vibe.data.kernel.Permission.Action;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** The types that somebody may read and write. Empty means nothing at all. */
public record Permissions(Set<String> reads, Set<String> writes) {
    public static final Permissions NONE = new Permissions(Set.of(), Set.of());

    public Permissions {
        reads = Set.copyOf(reads);
        writes = Set.copyOf(writes);
    }

    public static Permissions of(Collection<Permission> permissions) {
        Set<String> reads = permissions.stream().map(Permission::type).collect(Collectors.toSet());
        Set<String> writes = permissions.stream()
                .filter(permission -> permission.action() == Action.WRITE)
                .map(Permission::type)
                .collect(Collectors.toSet());
        return new Permissions(reads, writes);
    }

    /** Of these permissions only those that an app also has while the person is away. */
    public static Permissions globalOf(Collection<Permission> permissions) {
        return of(permissions.stream().filter(Permission::global).toList());
    }

    public boolean mayWrite(DocumentType type) {
        return writes.contains(type.value()) || writes.contains(Permission.EVERY_TYPE);
    }

    public boolean mayRead(DocumentType type) {
        return reads.contains(type.value()) || reads.contains(Permission.EVERY_TYPE);
    }
}
