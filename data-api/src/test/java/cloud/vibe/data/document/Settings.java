package cloud.vibe.data.document;

import cloud.vibe.data.trial.TestDatabase;
import java.sql.Connection;

/** What an app wants of a type, put where its own endpoint would put it. */
final class Settings {
    private Settings() {}

    static void of(String clientId, String type, int history, boolean revRequired) throws Exception {
        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.query(superuser, """
                    INSERT INTO vibe.type_settings (app, type, history, rev_required) VALUES (?, ?, ?, ?)
                    ON CONFLICT (app, type) DO UPDATE SET history = excluded.history, rev_required = excluded.rev_required
                    RETURNING 1
                    """, clientId, type, history, revRequired);
        }
    }
}
