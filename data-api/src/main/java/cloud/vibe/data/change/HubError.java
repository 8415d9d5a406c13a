package cloud.vibe.data.change;

import java.util.Locale;

/** What a subscription may be answered with; the socket stays open. */
enum HubError {
    CURSOR_GONE("The cursor is too old or from another incarnation: list again, then subscribe without it"),
    PERMISSION_MISSING("The app may not read one of these types"),
    TOO_MANY_SUBSCRIPTIONS("The socket has as many subscriptions as it may have"),
    UNAVAILABLE("A part of the service is not answering: try again");

    private final String title;

    HubError(String title) {
        this.title = title;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    String title() {
        return title;
    }
}
