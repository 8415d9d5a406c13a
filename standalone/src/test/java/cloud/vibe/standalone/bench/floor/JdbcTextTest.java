package cloud.vibe.standalone.bench.floor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JdbcTextTest {
    @Test
    void parametersBecomeQuestionMarksInTheirOrder() {
        assertThat(JdbcText.of("SELECT $2, $1::jsonb, $12"))
                .isEqualTo(new JdbcText("SELECT ?, ?::jsonb, ?", List.of(2, 1, 12)));
    }

    @Test
    void whatIsQuotedOrSaidInACommentIsLeftAlone() {
        assertThat(JdbcText.of("SELECT '$1 ?', \"a$2\" -- $3\nFROM x WHERE data ? $1"))
                .isEqualTo(new JdbcText("SELECT '$1 ?', \"a$2\" \nFROM x WHERE data ?? ?", List.of(1)));
    }
}
