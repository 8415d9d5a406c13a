package cloud.vibe.data.change;

import cloud.vibe.data.database.Standing;
import java.util.Locale;

/** Why we end a socket (RFC 6455 section 7.4: the range from 4000 on is for applications, 1012 for a restart). */
enum CloseCode {
    MESSAGE_INVALID(4400),
    TOKEN_EXPIRED(4401),
    SIGNED_OUT(4402),
    GRANT_REVOKED(4403),
    TOO_SLOW(4408),
    SERVICE_RESTART(1012);

    private final int code;

    CloseCode(int code) {
        this.code = code;
    }

    static CloseCode of(Standing.Why why) {
        return switch (why) {
            case GRANT -> GRANT_REVOKED;
            case SIGN_IN -> SIGNED_OUT;
        };
    }

    int code() {
        return code;
    }

    String reason() {
        return name().toLowerCase(Locale.ROOT);
    }
}
