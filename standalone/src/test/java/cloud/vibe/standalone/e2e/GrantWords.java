package cloud.vibe.standalone.e2e;

/** What the consoles say of grants. */
final class GrantWords {
    /** A grant that has changed in every way there is, and in one that nobody knows yet; OTHER is the client id of an app. */
    static final String HISTORY_OF_ALL = """
            {"app": {"name": "It"}, "texts": {"a:read": "Read", "a:write": "Write", "a:share": "Share"}, "history": [
              {"cause": "something-new", "status": "active", "permissions": [], "screen": "of\\nsome kind", "at": "2026-01-11T10:00:00Z"},
              {"cause": "reconciled", "status": "active", "permissions": [], "at": "2026-01-10T10:00:00Z"},
              {"cause": "person_gone", "status": "revoked", "permissions": [], "at": "2026-01-09T10:00:00Z"},
              {"cause": "app_gone", "status": "revoked", "permissions": [], "at": "2026-01-08T10:00:00Z"},
              {"cause": "expired", "status": "expired", "permissions": [], "at": "2026-01-07T10:00:00Z"},
              {"cause": "withdrawn", "status": "revoked", "screen": "app gone", "permissions": [], "at": "2026-01-06T10:00:00Z"},
              {"cause": "withdrawn", "status": "revoked", "screen": "admin", "permissions": [], "at": "2026-01-05T10:00:00Z"},
              {"cause": "answered", "status": "active", "appVersion": "2.1", "permissions": [], "at": "2026-01-04T10:00:00Z"},
              {"cause": "withdrawn", "status": "active", "screen": "app OTHER", "permissions": ["a:read"], "at": "2026-01-03T10:00:00Z"},
              {"cause": "withdrawn", "status": "active", "screen": "admin", "permissions": ["a:read", "a:write"], "at": "2026-01-02T10:00:00Z"},
              {"cause": "answered", "status": "active", "permissions": ["a:read", "a:share", "a:write"], "at": "2026-01-01T10:00:00Z"}]}
            """;

    private GrantWords() {}

    /** What goes into a sentence stands between Unicode's isolates. */
    static String words(String sentence, String... parts) {
        String words = sentence;
        for (int i = 0; i < parts.length; i++) {
            words = words.replace("{" + i + "}", "\u2068" + parts[i] + "\u2069");
        }
        return words;
    }
}
