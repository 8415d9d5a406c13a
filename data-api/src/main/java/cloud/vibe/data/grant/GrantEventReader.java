package cloud.vibe.data.grant;

import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.Permission;
import cloud.vibe.data.kernel.PersonId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the payload of a grant event. Members that we do not know are passed over; one that is missing or has a wrong shape refuses it. */
final class GrantEventReader {
    private GrantEventReader() {}

    /** @throws IllegalArgumentException naming what is wrong */
    static GrantEvent read(Map<?, ?> payload) {
        Map<?, ?> person = object(payload, "person");
        Map<?, ?> app = object(payload, "app");
        return new GrantEvent(
                GrantId.parse(text(payload, "grant")),
                number(payload, "version"),
                number(payload, "not_before_version"),
                status(text(payload, "status")),
                permissions(payload),
                time(text(payload, "granted_at")),
                optionalTime(payload, "expires_at"),
                new GrantEvent.Person(PersonId.parse(text(person, "id")), text(person, "did")),
                new GrantEvent.App(
                        AppId.parse(text(app, "id")),
                        text(app, "did"),
                        new ClientId(text(app, "client_id")),
                        text(app, "name")));
    }

    static GrantEvent.Status status(String text) {
        return switch (text) {
            case "active" -> GrantEvent.Status.ACTIVE;
            case "revoked" -> GrantEvent.Status.REVOKED;
            case "expired" -> GrantEvent.Status.EXPIRED;
            default -> throw new IllegalArgumentException("status is not one that we know");
        };
    }

    static List<Permission> permissions(Map<?, ?> payload) {
        if (!(payload.get("permissions") instanceof List<?> list)) {
            throw new IllegalArgumentException("permissions is not a list");
        }
        // An event that narrows or revokes must not wait for somebody to repair one word of it.
        List<Permission> permissions = new ArrayList<>();
        for (Object item : list) {
            if (item != null) {
                Permission.ifReadable(item).ifPresent(permissions::add);
            }
        }
        return permissions;
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a time is not RFC 3339", e);
        }
    }

    static @Nullable Instant optionalTime(Map<?, ?> object, String name) {
        return object.get(name) == null ? null : time(text(object, name));
    }

    static String text(Map<?, ?> object, String name) {
        // PostgreSQL cannot hold the character U+0000.
        if (object.get(name) instanceof String text && text.indexOf(0) < 0) {
            return text;
        }
        throw new IllegalArgumentException(name + " is not a text");
    }

    static long number(Map<?, ?> object, String name) {
        if (object.get(name) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException(name + " is not a whole number");
    }

    private static Map<?, ?> object(Map<?, ?> object, String name) {
        if (object.get(name) instanceof Map<?, ?> member) {
            return member;
        }
        throw new IllegalArgumentException(name + " is not an object");
    }
}
