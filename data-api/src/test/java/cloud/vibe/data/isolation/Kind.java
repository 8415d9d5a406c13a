package cloud.vibe.data.isolation;

import java.util.Locale;

/** The kinds of caller: the columns of the table of answers, where each of them is described. */
enum Kind {
    NOBODY,
    OWNER,
    STRANGER,
    OTHER_APP,
    UNPERMITTED,
    EXPIRED,
    REVOKED,
    READER,
    WRITER,
    MANAGER,
    MEMBER,
    HOLDER,
    OVER,
    WITHDRAWN,
    ITSELF,
    GLOBAL;

    static Kind of(String column) {
        return valueOf(column.strip().toUpperCase(Locale.ROOT).replace(' ', '_'));
    }

    /** Whether it is the owner who is served, by whatever app. */
    boolean isOwners() {
        return switch (this) {
            case OWNER, OTHER_APP, UNPERMITTED, EXPIRED, REVOKED -> true;
            default -> false;
        };
    }
}
