package cloud.vibe.data.grant;

import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.Owner;
import cloud.vibe.data.kernel.PersonId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * That there is a person or an app, or no longer is.
 *
 * @param client of an app its client id, of a person nothing
 * @param name of an app; of a person nothing is told
 * @param version later is higher
 */
record PrincipalEvent(
        Owner who,
        String did,
        @Nullable String client,
        @Nullable String name,
        boolean isDeleted,
        long version) {
    static final String KIND = "https://vibe.cloud/events/principal";

    private static final int MAX_LENGTH = 512;

    /**
     * Reads the payload of an event. Members that we do not know are passed over.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    static PrincipalEvent read(Map<?, ?> payload) {
        String id = text(payload, "id");
        boolean isApp = switch (text(payload, "kind")) {
            case "app" -> true;
            case "person" -> false;
            default -> throw new IllegalArgumentException("kind is neither person nor app");
        };
        boolean isDeleted = switch (text(payload, "status")) {
            case "deleted" -> true;
            case "active" -> false;
            default -> throw new IllegalArgumentException("status is neither active nor deleted");
        };
        if (!(payload.get("version") instanceof Number version) || version.longValue() < 1) {
            throw new IllegalArgumentException("version is not a number above 0");
        }
        return new PrincipalEvent(
                isApp ? AppId.parse(id) : PersonId.parse(id),
                text(payload, "did"),
                isApp ? text(payload, "client_id") : null,
                isApp ? text(payload, "name") : null,
                isDeleted,
                version.longValue());
    }

    private static String text(Map<?, ?> payload, String member) {
        if (payload.get(member) instanceof String text
                && !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && text.indexOf(0) < 0) {
            return text;
        }
        throw new IllegalArgumentException(member + " is not a text of 1 to " + MAX_LENGTH + " characters");
    }
}
