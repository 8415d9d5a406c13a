package cloud.vibe.keycloak.grant;

import org.jspecify.annotations.Nullable;

/**
 * Why a grant is at this version, for its history.
 *
 * @param appVersion the app's own word for its version, where it was the app that asked
 * @param screen where it was done. Of an answer what the person was shown: the language, and the questions. Of what was taken back
 *     {@code account}, {@code admin}, or {@code app} and the client id of the app in which the person did it
 */
public record Cause(
        Kind kind, @Nullable String appVersion, @Nullable String screen) {
    private static final String IN_APP = "app ";

    /** Taken back on the account page, or through its REST. */
    public static final Cause ON_ACCOUNT_PAGE = new Cause(Kind.WITHDRAWN, null, "account");

    /** Taken back by an admin. */
    public static final Cause BY_ADMIN = new Cause(Kind.WITHDRAWN, null, "admin");

    /** What has happened. */
    public enum Kind {
        ANSWERED,
        WITHDRAWN,
        PERSON_GONE,
        APP_GONE,
        EXPIRED,
        RECONCILED
    }

    /** The person has answered on the consent page. */
    public static Cause answered(@Nullable String appVersion, String screen) {
        return new Cause(Kind.ANSWERED, appVersion, screen);
    }

    /** Taken back in an app, which need not be the one whose grant it is. */
    public static Cause inApp(String clientId) {
        return new Cause(Kind.WITHDRAWN, null, IN_APP + clientId);
    }

    /** Whether the screen names an app. */
    public boolean isInApp() {
        return kind == Kind.WITHDRAWN && screen != null && screen.startsWith(IN_APP);
    }

    static Cause of(Kind kind) {
        return new Cause(kind, null, null);
    }
}
