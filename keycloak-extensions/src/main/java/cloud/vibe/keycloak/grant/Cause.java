package cloud.vibe.keycloak.grant;

import org.jspecify.annotations.Nullable;

/**
 * Why a grant is at this version, for its history.
 *
 * @param appVersion the app's own word for its version, where it was the app that asked
 * @param screen what the person was shown when they answered: the language, and the questions
 */
public record Cause(
        Kind kind, @Nullable String appVersion, @Nullable String screen) {
    /** What has happened. */
    public enum Kind {
        ANSWERED,
        WITHDRAWN,
        PERSON_GONE,
        APP_GONE,
        EXPIRED,
        RECONCILED
    }

    public static Cause answered(@Nullable String appVersion, String screen) {
        return new Cause(Kind.ANSWERED, appVersion, screen);
    }

    static Cause of(Kind kind) {
        return new Cause(kind, null, null);
    }
}
