package cloud.vibe.standalone.bench.floor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatementLogTest {
    /** As PostgreSQL 18 has written it. */
    private static final String LOG = """
            <bench 812 5/91 vibe_api> LOG:  execute <unnamed>: SELECT set_config('vibe.document', $1, true),
            \t    set_config('vibe.reads', $2, true)
            <bench 812 5/91 vibe_api> DETAIL:  Parameters: $1 = '', $2 = '{notes,it''s}'
            <bench 812 5/91 vibe_api> LOG:  execute S_3: SELECT id FROM vibe.documents
            \tWHERE id = $1
            \tAND key = $2
            <bench 812 5/91 vibe_api> DETAIL:  Parameters: $1 = '019a', $2 = NULL
            <bench 813 6/12 vibe_stream> LOG:  execute <unnamed>/C_1: SELECT 1
            <bench 814 7/2 vibe_admin> LOG:  statement: CHECKPOINT
            2026-11-22 00:00:00 UTC LOG:  checkpoint complete
            """;

    @Test
    void statementsAreReadWithTheirSessionTransactionRoleAndValues() {
        assertThat(StatementLog.read(LOG))
                .containsExactly(
                        new Sent(
                                "812",
                                "5/91",
                                "vibe_api",
                                "SELECT set_config('vibe.document', $1, true),\n    set_config('vibe.reads', $2, true)",
                                java.util.List.of("", "{notes,it's}")),
                        new Sent(
                                "812",
                                "5/91",
                                "vibe_api",
                                "SELECT id FROM vibe.documents\nWHERE id = $1\nAND key = $2",
                                java.util.Arrays.asList("019a", null)),
                        new Sent("813", "6/12", "vibe_stream", "SELECT 1", java.util.List.of()),
                        new Sent("814", "7/2", "vibe_admin", "CHECKPOINT", java.util.List.of()));
    }

    @Test
    void valuesKeepWhatLooksLikeTheirOwnEnd() {
        assertThat(StatementLog.values("$1 = 'a'', $2 = ''b', $2 = NULL, $3 = '''', $4 = '', $5 = 'x = y'"))
                .containsExactly("a', $2 = 'b", null, "'", "", "x = y");
    }
}
