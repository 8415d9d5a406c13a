package cloud.vibe.data.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** Policies and functions with one clause broken. Where two of them say the same, as they should, it is broken in both. */
record Mutant(List<Edit> edits) {
    /**
     * What stands in a policy (as PostgreSQL writes it out) or in a function (as it was written), and what stands there instead.
     *
     * @param place "policy ON table", or a function of the schema vibe
     */
    record Edit(String place, String clause, String instead) {}

    private static final String READ = "documents_read ON vibe.documents";
    private static final String CHANGED = "documents_changed ON vibe.documents";
    private static final String CREATED = "documents_created ON vibe.documents";
    private static final String GRANTS = "grants_global ON vibe.app_user_grants";
    private static final String ACL = "acl_mine ON vibe.doc_acl_index";
    private static final String CERTIFICATES = "certificates_read ON vibe.certificates";
    private static final String MINE = "(owner = ( SELECT vibe.me() AS me))";
    private static final String HELD = "(c.holder = ( SELECT vibe.me() AS me))";

    private static final List<Mutant> OF_BOTH = Stream.of(READ, CHANGED)
            .flatMap(policy -> Stream.of(
                    one(policy, MINE, "true"),
                    one(policy, MINE, "false"),
                    one(policy, "(a.document = documents.id)", "true"),
                    one(policy, "(c.registered_at IS NOT NULL)", "true"),
                    one(policy, "(c.revoked_at IS NULL)", "true"),
                    one(policy, "(c.not_before <= now())", "true"),
                    one(policy, "(c.not_before <= now())", "(c.not_before < now())"),
                    one(policy, "(c.expires_at > now())", "true"),
                    one(policy, "(c.expires_at > now())", "(c.expires_at >= now())"),
                    one(policy, "(c.type = documents.type)", "true"),
                    one(policy, "(c.issuer = documents.owner)", "true"),
                    one(policy, "(c.document = documents.id)", "true"),
                    one(policy, "vibe.issuer_manages(c.id)", "true"),
                    one(policy, "vibe.issuer_manages(c.id)", "false"),
                    one(policy, "(g.person = documents.owner)", "true"),
                    two(policy, HELD, "true", CERTIFICATES, HELD.replace("c.", ""), "true"),
                    two(policy, "(g.status = 'active'::text)", "true", GRANTS, "(status = 'active'::text)", "true"),
                    two(policy, "(g.expires_at > now())", "true", GRANTS, "(expires_at > now())", "true"),
                    two(
                            policy,
                            "(g.expires_at > now())",
                            "(g.expires_at >= now())",
                            GRANTS,
                            "(expires_at > now())",
                            "true"),
                    two(
                            policy,
                            "(g.app = ( SELECT vibe.self() AS self))",
                            "true",
                            GRANTS,
                            "(app = ( SELECT vibe.self() AS self))",
                            "true")))
            .toList();

    private static final List<Mutant> OF_POLICIES = List.of(
            one(READ, "vibe.readable_types()", "'{*}'::text[]"),
            one(READ, "(a.action = 'read'::text)", "(a.action = 'write'::text)"),
            one(READ, "( SELECT vibe.global_types('read'::text) AS global_types) && ARRAY[type, '*'::text]", "true"),
            one(READ, "(g.global_reads && ARRAY[documents.type, '*'::text])", "true"),
            one(READ, "(deleted_at IS NULL)", "true"),
            one(READ, "(( SELECT vibe.me() AS me) IS NULL)", "true"),
            one(CHANGED, "vibe.writable_types()", "vibe.readable_types()"),
            one(CHANGED, "(a.action = 'write'::text)", "(a.action = 'read'::text)"),
            one(CHANGED, "('write'::text = ANY (c.actions))", "true"),
            one(CHANGED, "vibe.global_types('write'::text)", "vibe.global_types('read'::text)"),
            one(CHANGED, "g.global_writes", "g.global_reads"),
            one(CREATED, MINE, "true"),
            one(CREATED, "vibe.writable_types()", "vibe.readable_types()"),
            one(ACL, "(principal IN ( SELECT unnest(vibe.principals()) AS unnest))", "true"),
            one(ACL, "(document = ( SELECT vibe.asked_document() AS asked_document))", "true"));

    private static final List<Mutant> OF_FUNCTIONS = List.of(
            one("standing", "token_until <= now()", "false"),
            one("standing", "token_until <= now()", "token_until < now()"),
            one("standing", "stored.person <> caller_person", "false"),
            one("standing", "stored.client_id <> caller_app", "false"),
            one("standing", "token_version < stored.not_before_version", "false"),
            one("standing", "token_version < stored.not_before_version", "token_version <= stored.not_before_version"),
            one("standing", "stored.version >= token_version", "stored.version > token_version"),
            one("standing", "stored.version >= token_version", "true"),
            one("standing", "stored.status <> 'active'", "false"),
            one("standing", "stored.expires_at <= now()", "false"),
            one("standing", "stored.expires_at <= now()", "stored.expires_at < now()"),
            one("standing", "vibe.both_allow(token_reads, stored.reads)", "token_reads"),
            one("standing", "vibe.both_allow(token_reads, stored.reads)", "stored.reads"),
            one("standing", "vibe.both_allow(token_writes, stored.writes)", "token_writes"),
            one("standing", "vibe.both_allow(token_writes, stored.writes)", "stored.writes"),
            one("both_allow", "INTERSECT", "UNION"),
            one("types_of", "split_part(permission, ':', 2) = ANY (actions)", "true"),
            one("global_types_of", "split_part(permission, ':', 3) = 'global'", "true"),
            one("global_types_of", "split_part(permission, ':', 2) = ANY (actions)", "true"),
            one("principals", "m.member = (SELECT vibe.me())", "true"),
            one("principals", "m.member = (SELECT vibe.me())", "false"),
            one("issuer_manages", "a.action = 'manage'", "a.action = 'write'"),
            one("issuer_manages", "a.document = c.document", "true"),
            one("issuer_manages", "a.principal = c.issuer", "false"),
            one("issuer_manages", "m.member = c.issuer", "true"),
            one("issuer_manages", "m.member = c.issuer", "false"),
            one("require_manage", "NEW.owner = vibe.me()", "true"),
            one("require_manage", "a.action = 'manage'", "a.action = 'write'"),
            one("keep_tombstone", "RAISE insufficient_privilege", "RETURN NEW; RAISE insufficient_privilege"),
            one("acl_rows", "WHEN 'write' THEN '{write,read}'", "WHEN 'write' THEN '{write}'"),
            one("acl_rows", "WHEN 'write' THEN '{write,read}'", "WHEN 'write' THEN '{manage,write,read}'"),
            one("shared_window", "c.revoked_at IS NULL", "false"),
            one("shared_window", "i.action = 'read'", "i.action = 'write'"),
            one("shared_with_me", "a.action = 'read'", "a.action = 'write'"),
            one("shared_with_me", "c.document IS NOT NULL", "false"),
            one("owners_open_to_me", "c.type = wanted", "false"),
            one("owners_open_to_me", "g.status = 'active'", "false"));

    static final List<Mutant> ALL =
            Stream.of(OF_BOTH, OF_POLICIES, OF_FUNCTIONS).flatMap(List::stream).toList();

    private static final String POLICY = """
            SELECT 'ALTER POLICY ' || polname || ' ON ' || polrelid::regclass
                || COALESCE(' USING (' || pg_get_expr(polqual, polrelid) || ')', '')
                || COALESCE(' WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')', '')
            FROM pg_policy WHERE polname || ' ON ' || polrelid::regclass = ?
            """;
    private static final String FUNCTION =
            "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = ? AND pronamespace = 'vibe'::regnamespace";

    private static Mutant one(String place, String clause, String instead) {
        return new Mutant(List.of(new Edit(place, clause, instead)));
    }

    private static Mutant two(
            String place, String clause, String instead, String other, String otherClause, String otherInstead) {
        return new Mutant(List.of(new Edit(place, clause, instead), new Edit(other, otherClause, otherInstead)));
    }

    /** In what kind of world it should show. */
    Worlds.About about() {
        String clause = edits.getFirst().clause();
        if (clause.contains("c.") || edits.getFirst().place().equals("issuer_manages")) {
            return Worlds.About.CERTIFICATES;
        }
        return clause.contains("g.") || clause.contains("global")
                ? Worlds.About.GLOBAL_PERMISSIONS
                : Worlds.About.EVERYTHING;
    }

    /** In the transaction of that connection. */
    void apply(Connection connection) throws SQLException {
        for (Edit edit : edits) {
            String source = edit.place().contains(" ON ") ? POLICY : FUNCTION;
            List<String> written = TestDatabase.query(connection, source, edit.place());
            assertThat(written).as(edit.place()).hasSize(1);
            assertThat(written.getFirst()).as(edit.place()).contains(edit.clause());
            TestDatabase.execute(connection, written.getFirst().replace(edit.clause(), edit.instead()));
        }
    }
}
