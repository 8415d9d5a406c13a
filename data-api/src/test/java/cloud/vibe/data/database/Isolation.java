package cloud.vibe.data.database;

import cloud.vibe.data.trial.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Reads the catalogue and tries everything that a role can reach: as every {@link Pretender} there is, none of whom may see anything.
 * What it may find is written down here, as data; anything else is a violation.
 */
final class Isolation {
    static final List<String> ROLES = List.of("vibe_api", "vibe_stream", "vibe_events");

    /** Rows that a role is there to see. */
    private static final Map<String, Set<String>> SEES = Map.of(
            // Which paths of a type are indexed is for every app that may read the type.
            "vibe_api", Set.of("vibe.doc_indexes"),
            "vibe_stream",
                    Set.of(
                            "vibe.doc_outbox",
                            "vibe.instance",
                            "vibe.doc_indexes",
                            "vibe.type_schemas",
                            "vibe.type_settings"),
            "vibe_events",
                    Set.of(
                            "vibe.principals",
                            "vibe.app_user_grants",
                            "vibe.sign_outs",
                            "vibe.linked_keys",
                            "vibe.merges"));

    /** Functions that run with the owner's rights, each with its own check and its own test. */
    private static final Map<String, Set<String>> RUNS = Map.of(
            "vibe_api",
                    Set.of(
                            "vibe.standing()",
                            "vibe.principals()",
                            "vibe.owner_of_group(uuid)",
                            "vibe.issuer_manages(uuid)",
                            "vibe.shared_window(text,uuid,integer)",
                            "vibe.shared_entries(integer,text)",
                            "vibe.access_to(uuid)",
                            "vibe.identity(uuid,text)",
                            "vibe.certificate_status(uuid)",
                            "vibe.declare_index(text,text[])",
                            "vibe.withdraw_index(text,text[])",
                            "vibe.search(text,boolean,text[],text[],text[],uuid,real,uuid,integer)"),
            "vibe_stream",
                    Set.of(
                            "vibe.claim_did_domain(text)",
                            "vibe.sweep_outbox(integer)",
                            "vibe.sweep_answers(integer)",
                            "vibe.sweep_versions(integer)",
                            "vibe.sweep_sign_outs(integer)",
                            "vibe.sweep_challenges(integer)",
                            "vibe.dpop_key(bytea)",
                            "vibe.show_dpop_proof(bytea,uuid,timestamp with time zone)",
                            "vibe.sweep_proofs(integer)",
                            "vibe.work_on_indexes(integer)",
                            "vibe.claim_merge()",
                            "vibe.work_on_merge(uuid,integer)",
                            "vibe.merges_waiting()"),
            "vibe_events", Set.of());

    private static final String OURS =
            "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'";

    private static final String REACHABLE_RELATIONS = """
            SELECT n.nspname || '.' || c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND %s
                AND has_schema_privilege(?, n.oid, 'USAGE')
                AND (has_table_privilege(?, c.oid, 'SELECT') OR has_any_column_privilege(?, c.oid, 'SELECT'))
            ORDER BY 1
            """.formatted(OURS);
    private static final String UNGUARDED_TABLES = """
            SELECT n.nspname || '.' || c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND %s AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
                AND has_schema_privilege(?, n.oid, 'USAGE')
            """.formatted(OURS);
    private static final String REACHABLE_SEQUENCES = """
            SELECT n.nspname || '.' || c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE %s AND has_schema_privilege(?, n.oid, 'USAGE')
                AND CASE WHEN c.relkind = 'S' THEN has_sequence_privilege(?, c.oid, 'SELECT, USAGE, UPDATE') ELSE false END
            """.formatted(OURS);
    private static final String REACHABLE_DEFINERS = """
            SELECT p.oid::regprocedure::text FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
            WHERE p.prosecdef AND %s AND has_schema_privilege(?, n.oid, 'USAGE')
                AND has_function_privilege(?, p.oid, 'EXECUTE') AND p.prorettype <> 'trigger'::regtype
            """.formatted(OURS);
    // A function that runs with its owner's rights must not look anything up by the caller's path. One that runs with
    // the caller's shows no
    // more than the tables do, unless it is called before the policies are: PostgreSQL does so if it is said to be
    // leakproof.
    private static final String CARELESS_FUNCTIONS = """
            SELECT p.oid::regprocedure::text FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
            WHERE %s AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
                AND (p.proleakproof OR (p.prosecdef
                    AND NOT COALESCE(p.proconfig @> ARRAY['search_path=pg_catalog, pg_temp'], false)))
            """.formatted(OURS);
    private static final String MIGHTY = """
            SELECT rolname FROM pg_roles WHERE rolname = ? AND (rolsuper OR rolbypassrls OR rolcreaterole
                OR EXISTS (SELECT 1 FROM pg_auth_members WHERE member = pg_roles.oid)
                OR EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid))
            """;

    private Isolation() {}

    /** What a role can reach and should not; the tables that it may not see must hold rows, or nothing is proven. */
    static List<String> violations(String role, List<UUID> concerned) throws SQLException {
        List<String> violations = new ArrayList<>();
        try (Connection superuser = TestDatabase.get().superuser();
                Connection connection = TestDatabase.get().as(role)) {
            TestDatabase.query(superuser, MIGHTY, role).forEach(name -> violations.add(name + " is mighty"));
            for (String table : TestDatabase.query(superuser, UNGUARDED_TABLES, role)) {
                violations.add(table + " has no forced row-level security");
            }
            for (String sequence : TestDatabase.query(superuser, REACHABLE_SEQUENCES, role, role)) {
                violations.add(sequence + " can be read or moved");
            }
            for (String definer : TestDatabase.query(superuser, REACHABLE_DEFINERS, role, role)) {
                if (!RUNS.getOrDefault(role, Set.of()).contains(definer)) {
                    violations.add(definer + " can be run with its owner's rights");
                }
            }
            TestDatabase.query(superuser, CARELESS_FUNCTIONS)
                    .forEach(
                            function -> violations.add(function + " trusts the caller's search_path, or is leakproof"));
            for (String relation : TestDatabase.query(superuser, REACHABLE_RELATIONS, role, role, role)) {
                if (SEES.getOrDefault(role, Set.of()).contains(relation)) {
                    continue;
                }
                if (count(superuser, relation) == 0) {
                    violations.add(relation + " is empty, so that nothing is proven");
                }
                for (Pretender pretender : Pretender.of(concerned)) {
                    if (countAs(pretender, connection, relation) > 0) {
                        violations.add(relation + " shows rows to " + pretender.why());
                    }
                }
            }
        }
        return violations;
    }

    private static int count(Connection connection, String relation) throws SQLException {
        return TestDatabase.query(connection, "SELECT count(*) FROM " + relation).stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    private static int countAs(Pretender pretender, Connection connection, String relation) throws SQLException {
        return AsCaller.query(
                        connection, pretender.caller(), null, "SELECT count(*) AS answer FROM " + relation, binds -> {})
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    static void become(Connection connection, UUID person, UUID grant, String types) throws SQLException {
        TestDatabase.query(connection, """
                SELECT set_config('vibe.person', ?, true), set_config('vibe.app', 'notes', true),
                    set_config('vibe.grant', ?, true), set_config('vibe.grant_version', '1', true), set_config('vibe.issued_at', now()::text, true),
                    set_config('vibe.grant_until', '', true),
                    set_config('vibe.reads', ?, true), set_config('vibe.writes', ?, true)
                """, person.toString(), grant.toString(), types, types);
    }
}
