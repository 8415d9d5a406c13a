package cloud.vibe.data.isolation;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Everybody there is in the small worlds. */
enum Who {
    ANNA(Kind.PERSON),
    BERT(Kind.PERSON),
    CARO(Kind.PERSON),
    NOTEBOOK(Kind.APP),
    PLANNER(Kind.APP),
    FAMILY(Kind.GROUP),
    TEAM(Kind.GROUP),
    EVERYONE(Kind.EVERYONE);

    enum Kind {
        PERSON,
        APP,
        GROUP,
        EVERYONE
    }

    private final Kind kind;

    Who(Kind kind) {
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** Whether documents can be theirs, and certificates. */
    boolean isSomebody() {
        return kind == Kind.PERSON || kind == Kind.APP;
    }

    /** That of everyone is the nil UUID. */
    UUID id() {
        return kind == Kind.EVERYONE ? new UUID(0, 0) : UUID.nameUUIDFromBytes(name().getBytes(StandardCharsets.UTF_8));
    }
}
