package cloud.vibe.keycloak.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SentTest {
    private static final Assessment.Open OPEN = new Assessment.Open(
            List.of(new AskedScope("notes:read", true), new AskedScope("notes:write", false)), Held.NOTHING, false);
    private static final Set<String> WRITE = Set.of("notes:write");

    @Test
    void aYesIsToThePageThatWasShown() {
        Sent yes = new Sent(List.of("allow"), WRITE, List.of());

        assertThat(yes.allows(OPEN, OPEN.fingerprint())).isTrue();
        assertThat(yes.allows(OPEN, "+notes:read")).isFalse();
        assertThat(yes.allows(OPEN, null)).isFalse();
    }

    @Test
    void whatIsNoPlainYesIsNone() {
        for (List<String> decision :
                List.of(List.<String>of(), List.of("deny"), List.of("allow", "deny"), List.of("ALLOW"))) {
            assertThat(new Sent(decision, WRITE, List.of()).allows(OPEN, OPEN.fingerprint()))
                    .isFalse();
        }
    }

    @Test
    void nothingIsTickedThatWasNotOffered() {
        assertThat(new Sent(List.of("allow"), Set.of("*:write"), List.of()).allows(OPEN, OPEN.fingerprint()))
                .isFalse();
    }

    @Test
    void aDurationIsOneOfThoseOffered() {
        assertThat(sent().duration(Held.NOTHING)).contains(Duration.UNTIL_REVOKED);
        assertThat(sent("month").duration(Held.NOTHING)).contains(Duration.MONTH);
        assertThat(sent("unchanged").duration(Held.NOTHING)).isEmpty();
        assertThat(sent("month", "year").duration(Held.NOTHING)).isEmpty();
    }

    private static Sent sent(String... durations) {
        return new Sent(List.of("allow"), Set.of(), List.of(durations));
    }
}
