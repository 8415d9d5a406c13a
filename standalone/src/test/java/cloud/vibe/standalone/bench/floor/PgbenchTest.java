package cloud.vibe.standalone.bench.floor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PgbenchTest {
    @Test
    void questionMarksAreNumberedButForOperatorsAndWhatIsQuoted() {
        assertThat(Pgbench.named("SELECT ?, '?', \"?\", data ?? ? FROM x", 3))
                .isEqualTo("SELECT :p3, '?', \"?\", data ? :p4 FROM x");
    }
}
