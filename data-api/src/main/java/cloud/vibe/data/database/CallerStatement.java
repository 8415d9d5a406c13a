package cloud.vibe.data.database;

/**
 * A statement for a caller: their settings and the query as one text, which the driver sends in one round trip. Outside of an explicit
 * transaction both are one implicit transaction, and the settings end with it.
 */
public final class CallerStatement {
    private static final String SET_CALLER = """
            SELECT set_config('vibe.person', ?, true), set_config('vibe.app', ?, true),
                set_config('vibe.grant', ?, true), set_config('vibe.grant_version', ?, true),
                set_config('vibe.grant_until', ?, true), set_config('vibe.reads', ?, true),
                set_config('vibe.writes', ?, true);
            """;
    static final int CALLER_BINDS = 7;

    private final String text;

    private CallerStatement(String text) {
        this.text = text;
    }

    public static CallerStatement of(String sql) {
        return new CallerStatement(SET_CALLER + sql);
    }

    String text() {
        return text;
    }
}
