package cloud.vibe.keycloak.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AssessmentTest {
    private static final AskedScope READ = new AskedScope("notes:read", true);
    private static final AskedScope WRITE = new AskedScope("notes:write", false);
    private static final AskedScope FILES = new AskedScope("files:read", false);

    @Test
    void theFirstTimeEverythingIsAskedFor() {
        Assessment.Open open = open(Assessment.of(List.of(READ, WRITE), Held.NOTHING, false));
        assertThat(open.required()).containsExactly(READ);
        assertThat(open.optional()).containsExactly(WRITE);
        assertThat(open.alreadyGranted()).isEmpty();
        assertThat(open.isUpdate()).isFalse();
        assertThat(open.isTicked(WRITE)).isTrue();
    }

    @Test
    void anAppThatOnlySignsInIsAskedAboutOnceAndWhenItSaysSo() {
        Held signInOnly = new Held(Set.of(), Set.of());
        Assessment.Open first = open(Assessment.of(List.of(), Held.NOTHING, false));
        assertThat(first.questions()).isEmpty();
        assertThat(first.isUpdate()).isFalse();
        assertThat(first.answer(Set.of())).isEqualTo(new Answer(Set.of(), Set.of()));
        assertThat(Assessment.of(List.of(), signInOnly, false)).isEqualTo(new Assessment.Settled(Set.of()));
        assertThat(Assessment.of(List.of(), signInOnly, true)).isInstanceOf(Assessment.Open.class);
    }

    @Test
    void theSameAgainIsSilent() {
        Held held = new Held(Set.of("notes:read", "notes:write"), Set.of());
        assertThat(Assessment.of(List.of(READ, WRITE), held, false)).isEqualTo(new Assessment.Settled(Set.of()));
    }

    @Test
    void whatWasDeclinedIsLeftOutSilently() {
        Held held = new Held(Set.of("notes:read"), Set.of("notes:write"));
        assertThat(Assessment.of(List.of(READ, WRITE), held, false))
                .isEqualTo(new Assessment.Settled(Set.of("notes:write")));
    }

    @Test
    void whatWasDeclinedAndIsNowRequiredIsAskedFor() {
        Held held = new Held(Set.of("notes:read"), Set.of("notes:write"));
        AskedScope nowRequired = new AskedScope("notes:write", true);
        assertThat(open(Assessment.of(List.of(READ, nowRequired), held, false)).required())
                .containsExactly(nowRequired);
    }

    @Test
    void onlyWhatIsNewIsAskedForAndWhatIsThereIsTold() {
        Held held = new Held(Set.of("notes:read"), Set.of("notes:write"));
        Assessment.Open open = open(Assessment.of(List.of(READ, WRITE, FILES), held, false));
        assertThat(open.questions()).containsExactly(FILES);
        assertThat(open.alreadyGranted()).containsExactly("notes:read");
        assertThat(open.isUpdate()).isTrue();
        Answer answer = open.answer(Set.of("files:read"));
        assertThat(answer.granted()).containsExactlyInAnyOrder("notes:read", "files:read");
        assertThat(answer.declined()).containsExactly("notes:write");
    }

    @Test
    void askedByTheAppThePageShowsEverythingAsItWasAnswered() {
        Held held = new Held(Set.of("notes:read", "files:read"), Set.of("notes:write"));
        Assessment.Open open = open(Assessment.of(List.of(READ, WRITE, FILES), held, true));
        assertThat(open.questions()).containsExactly(READ, WRITE, FILES);
        assertThat(open.isTicked(WRITE)).isFalse();
        assertThat(open.isTicked(FILES)).isTrue();
        assertThat(open.isUpdate()).isFalse();
    }

    @Test
    void anUntickedScopeIsTakenBack() {
        Held held = new Held(Set.of("notes:read", "notes:write"), Set.of());
        Answer answer = open(Assessment.of(List.of(READ, WRITE), held, true)).answer(Set.of());
        assertThat(answer.granted()).containsExactly("notes:read");
        assertThat(answer.declined()).containsExactly("notes:write");
    }

    @Test
    void aScopeOfAnotherSignInIsKeptThroughAnAnswer() {
        Held held = new Held(Set.of("notes:read", "files:read"), Set.of());
        Answer answer = open(Assessment.of(List.of(READ, WRITE), held, true)).answer(Set.of("notes:write"));
        assertThat(answer.granted()).containsExactlyInAnyOrder("notes:read", "notes:write", "files:read");
    }

    @Test
    void whatWasNotOfferedCannotBeTicked() {
        Assessment.Open open = open(Assessment.of(List.of(READ, WRITE), Held.NOTHING, false));
        for (String tick : List.of("*:write", "files:read", "notes:read", "")) {
            assertThat(open.offers(Set.of(tick))).isFalse();
            assertThatThrownBy(() -> open.answer(Set.of(tick))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anotherPageHasAnotherFingerprint() {
        Assessment.Open optional = open(Assessment.of(List.of(READ, WRITE), Held.NOTHING, false));
        Assessment.Open required =
                open(Assessment.of(List.of(READ, new AskedScope("notes:write", true)), Held.NOTHING, false));
        Assessment.Open turned = open(Assessment.of(List.of(WRITE, READ), Held.NOTHING, false));
        assertThat(optional.fingerprint()).isNotEqualTo(required.fingerprint()).isEqualTo(turned.fingerprint());
    }

    private static Assessment.Open open(Assessment assessment) {
        assertThat(assessment).isInstanceOf(Assessment.Open.class);
        return (Assessment.Open) assessment;
    }
}
