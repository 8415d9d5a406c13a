package cloud.vibe.keycloak.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.keycloak.identity.Principal;
import cloud.vibe.keycloak.permission.Permission;
import java.time.Instant;
import java.util.Arrays;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a grant of which the data API knows a version that this side has forgotten. */
final class MeetingTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = THEN.plusSeconds(60);
    private static final Principal.Person PERSON = new Principal.Person(new UUID(0, 1));
    private static final GrantedApp APP = new GrantedApp(new Principal.App(new UUID(0, 2)), "notes", "Vibe Notes");

    @ParameterizedTest
    @CsvSource({"3, 9, 10", "9, 9, 10", "9, 3, 10"})
    void theVersionIsAboveBoth(long ours, long theirs, long next) {
        assertThat(ours(GrantStatus.ACTIVE, ours, "notes:read")
                        .meet(known(GrantStatus.ACTIVE, theirs, "notes:read"))
                        .version())
                .isEqualTo(next);
        assertThat(ours(GrantStatus.REVOKED, ours)
                        .meet(known(GrantStatus.ACTIVE, theirs, "notes:read"))
                        .version())
                .isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, REVOKED, REVOKED",
        "ACTIVE, EXPIRED, EXPIRED",
        "REVOKED, ACTIVE, REVOKED",
        "EXPIRED, ACTIVE, EXPIRED",
        "REVOKED, EXPIRED, REVOKED"
    })
    void whatEitherSideKnowsAsEndedIsOverForEveryTokenOfBefore(GrantStatus ours, GrantStatus theirs, GrantStatus rest) {
        Grant after = ours(ours, 4).meet(known(theirs, 9));
        assertThat(after.status()).isEqualTo(rest);
        assertThat(after.permissions()).isEmpty();
        assertThat(after.notBeforeVersion()).isEqualTo(after.version()).isEqualTo(10);
    }

    @Test
    void noMoreIsLeftThanBothAllow() {
        Grant after = ours(GrantStatus.ACTIVE, 4, "notes:write", "tasks:read", "photos:read")
                .meet(known(GrantStatus.ACTIVE, 9, "notes:read", "*:read", "tasks:write", "mail:write"));
        assertThat(after.permissions())
                .containsExactlyElementsOf(permissions("notes:read", "tasks:read", "photos:read"));
        assertThat(after.status()).isEqualTo(GrantStatus.ACTIVE);
        assertThat(after.notBeforeVersion()).isEqualTo(2);
    }

    @Test
    void theEarlierEndCounts() {
        Grant endless = ours(GrantStatus.ACTIVE, 4, "notes:read");
        assertThat(endless.meet(known(GrantStatus.ACTIVE, 9, END, "notes:read")).until())
                .contains(END);
        Grant ending = endless.allow(
                APP, permissions("notes:read"), new TreeSet<>(), Lasting.once("this one", THEN.plusSeconds(5)), THEN);
        Grant after = ending.meet(known(GrantStatus.ACTIVE, 9, END, "notes:read"));
        assertThat(after.until()).contains(THEN.plusSeconds(5));
        assertThat(after.lasting().holdsIn("another")).isFalse();
        assertThat(ending.meet(known(GrantStatus.ACTIVE, 9, "notes:read")).until())
                .contains(THEN.plusSeconds(5));
    }

    @Test
    void afterTheMeetingBothSidesAreAlike() {
        Grant after = ours(GrantStatus.ACTIVE, 4, "notes:write").meet(known(GrantStatus.ACTIVE, 9, END, "notes:read"));
        KnownGrant told = known(GrantStatus.ACTIVE, after.version(), END, "notes:read");
        assertThat(told.isLike(after)).isTrue();
        assertThat(known(GrantStatus.ACTIVE, after.version(), "notes:read").isLike(after))
                .isFalse();
        assertThat(known(GrantStatus.ACTIVE, after.version() - 1, END, "notes:read")
                        .isLike(after))
                .isFalse();
    }

    @Test
    void whatWeDoNotKnowAtAllIsEndedAboveWhatIsKnown() {
        Grant ended = known(GrantStatus.ACTIVE, 9, "notes:read").ended(THEN);
        assertThat(ended.status()).isEqualTo(GrantStatus.REVOKED);
        assertThat(ended.version()).isEqualTo(ended.notBeforeVersion()).isEqualTo(10);
        assertThat(ended.person()).isEqualTo(PERSON);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, 0", "5, 6", "5, -1", "9007199254740991, 0", "9223372036854775807, 0"})
    void aVersionThatMakesNoSenseIsNotTaken(long version, long notBefore) {
        assertThatThrownBy(() -> new KnownGrant(
                        new UUID(0, 3), PERSON, APP, permissions(), GrantStatus.ACTIVE, version, notBefore, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Grant ours(GrantStatus status, long version, String... permissions) {
        return new Grant(
                new UUID(0, 3),
                PERSON,
                APP,
                permissions(permissions),
                new TreeSet<>(),
                status,
                version,
                1,
                THEN,
                Lasting.UNTIL_REVOKED);
    }

    private static KnownGrant known(GrantStatus status, long version, String... permissions) {
        return known(status, version, null, permissions);
    }

    private static KnownGrant known(GrantStatus status, long version, @Nullable Instant until, String... permissions) {
        return new KnownGrant(new UUID(0, 3), PERSON, APP, permissions(permissions), status, version, 2, until);
    }

    private static NavigableSet<Permission> permissions(String... names) {
        NavigableSet<Permission> permissions = new TreeSet<>();
        Arrays.stream(names)
                .forEach(name -> permissions.add(Permission.parse(name).orElseThrow()));
        return permissions;
    }
}
