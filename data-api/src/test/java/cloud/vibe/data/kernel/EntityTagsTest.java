package cloud.vibe.data.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EntityTagsTest {
    @Test
    void aListOfTagsIsUnderstood() {
        assertThat(EntityTags.strong("\"1-a\" , \"2-b\"")).isEqualTo(new EntityTags(false, List.of("1-a", "2-b")));
        assertThat(EntityTags.strong(" * ")).isEqualTo(new EntityTags(true, List.of()));
        assertThat(EntityTags.strong(null)).isNull();
    }

    @Test
    void aWeakTagCountsForReadingOnly() {
        assertThat(EntityTags.strong("W/\"1-a\"")).isEqualTo(new EntityTags(false, List.of()));
        assertThat(EntityTags.weak("W/\"1-a\"")).isEqualTo(new EntityTags(false, List.of("1-a")));
    }

    @Test
    void thereIsAnEndToAList() {
        String tags = "\"a\",".repeat(32);
        assertThat(EntityTags.strong(tags)).isNotNull();
        assertThatThrownBy(() -> EntityTags.strong(tags + "\"a\""))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.TOO_MANY_REVS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-a", "\"1-a", "\"a\" \"b\"", "\"a\", *", "x\"a\""})
    void anythingElseIsRefused(String header) {
        assertThatThrownBy(() -> EntityTags.strong(header)).isInstanceOf(Problem.class);
    }
}
