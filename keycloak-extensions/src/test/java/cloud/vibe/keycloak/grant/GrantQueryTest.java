package cloud.vibe.keycloak.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GrantQueryTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void whatIsNotAskedForIsNoCondition() {
        GrantQuery all = new GrantQuery(null, null, null, 0, 10);
        assertThat(all.jpql())
                .isEqualTo("SELECT g FROM GrantEntity g WHERE g.realmId = :realm ORDER BY g.updatedAt DESC, g.id");
        assertThat(all.binds(NOW)).isEmpty();
    }

    @Test
    void everyConditionIsBoundAndNothingElse() {
        for (GrantStatus status : GrantStatus.values()) {
            GrantQuery query = new GrantQuery("p' OR 1=1", "a", status, 0, 10);
            assertThat(query.binds(NOW).keySet())
                    .allSatisfy(name -> assertThat(query.jpql()).contains(":" + name));
            assertThat(query.jpql()).doesNotContain("p'").contains(":person", ":app");
            assertThat(query.jpql().contains(":now")).isEqualTo(query.binds(NOW).containsKey("now"));
        }
    }

    @ParameterizedTest
    @CsvSource({"-1,10", "0,0", "0,201"})
    void aPageIsBounded(int first, int max) {
        assertThatThrownBy(() -> new GrantQuery(null, null, null, first, max))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
