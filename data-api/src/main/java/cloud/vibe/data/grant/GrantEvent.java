package cloud.vibe.data.grant;

import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.Permission;
import cloud.vibe.data.kernel.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The full state of a grant, as the identity side says it at one version. No {@code expiresAt} means that no end is set. */
record GrantEvent(
        GrantId grant,
        long version,
        long notBeforeVersion,
        Status status,
        List<Permission> permissions,
        Instant grantedAt,
        @Nullable Instant expiresAt,
        Person person,
        App app) {
    static final String KIND = "https://vibe.cloud/events/grant";

    GrantEvent {
        if (version < 1 || notBeforeVersion < 0 || notBeforeVersion > version) {
            throw new IllegalArgumentException("versions begin with 1, and none is refused that is not there yet");
        }
        permissions = List.copyOf(permissions);
    }

    enum Status {
        ACTIVE,
        REVOKED,
        EXPIRED;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record Person(PersonId id, String did) {}

    record App(AppId id, String did, ClientId client, String name) {}
}
