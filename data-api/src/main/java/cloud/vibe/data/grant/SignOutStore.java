package cloud.vibe.data.grant;

import cloud.vibe.data.caller.Issued;
import cloud.vibe.data.database.RoleDatabase;
import cloud.vibe.data.kernel.ClientId;
import java.time.ZoneOffset;

/** Sign-outs as the identity side has told them, written as vibe_events. */
final class SignOutStore {
    private static final String KEEP = """
            INSERT INTO vibe.sign_outs AS known (subject, tokens_before)
            VALUES (:subject, COALESCE(:before::timestamptz, 'infinity'))
            ON CONFLICT (subject) DO UPDATE SET tokens_before = excluded.tokens_before, told_at = now()
            WHERE known.tokens_before < excluded.tokens_before
            """;

    private static final String IS_OUT =
            "SELECT EXISTS (SELECT FROM vibe.sign_outs WHERE subject = :subject AND tokens_before >= :issued)";

    private final RoleDatabase database;

    SignOutStore(RoleDatabase database) {
        this.database = database;
    }

    /**
     * Applies the event if it reaches further than what is stored. Any order and any repetition of events ends in the same state.
     *
     * @return whether anything changed
     */
    boolean apply(SignOutEvent event) {
        return database.transact(handle -> handle.createUpdate(KEEP)
                        .bind("subject", event.subject())
                        .bind(
                                "before",
                                event.tokensBefore() == null
                                        ? null
                                        : event.tokensBefore().atOffset(ZoneOffset.UTC))
                        .execute()
                > 0);
    }

    /** Whether a token of this app in this sign-in, issued then, is worth nothing any more. */
    boolean isOut(Issued issued, ClientId app) {
        return database.single(handle -> handle.createQuery(IS_OUT)
                .bind("subject", issued.session() + " " + app)
                .bind("issued", issued.at().atOffset(ZoneOffset.UTC))
                .mapTo(Boolean.class)
                .one());
    }
}
