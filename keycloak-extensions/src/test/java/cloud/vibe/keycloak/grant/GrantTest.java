package cloud.vibe.keycloak.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.keycloak.identity.Principal;
import cloud.vibe.keycloak.permission.Permission;
import java.time.Instant;
import java.util.Arrays;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class GrantTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = THEN.plusSeconds(60);
    private static final GrantedApp APP = new GrantedApp(new Principal.App(new UUID(0, 2)), "notes", "Vibe Notes");
    private static final Grant NONE = Grant.none(new Principal.Person(new UUID(0, 1)), APP, THEN);

    @Test
    void nothingIsAllowedBeforeTheFirstAnswer() {
        assertThat(NONE.isActive(THEN)).isFalse();
        assertThat(NONE.permissions()).isEmpty();
        assertThat(NONE.version()).isZero();
    }

    @Test
    void theFirstAnswerIsVersionOne() {
        Grant grant = allow(NONE, "notes:read");
        assertThat(grant.version()).isOne();
        assertThat(grant.notBeforeVersion()).isZero();
        assertThat(grant.isActive(THEN)).isTrue();
        assertThat(grant.id()).isEqualTo(NONE.id());
    }

    @Test
    void theSameAnswerAgainIsNoNewVersion() {
        Grant grant = allow(NONE, "notes:read");
        assertThat(allow(grant, "notes:read")).isEqualTo(grant);
    }

    @Test
    void whatWasDeclinedIsRememberedWithoutANewVersion() {
        Grant grant = allow(NONE, "notes:read");
        Grant declined =
                grant.allow(APP, permissions("notes:read"), Set.of("notes:write"), Lasting.UNTIL_REVOKED, LATER);
        assertThat(declined.declined()).containsExactly("notes:write");
        assertThat(declined.version()).isEqualTo(grant.version());
    }

    @Test
    void moreAndLessAreNewVersionsThatRefuseNoToken() {
        Grant more = allow(allow(NONE, "notes:read"), "notes:read", "notes:write");
        Grant less = allow(more, "notes:read");
        assertThat(more.version()).isEqualTo(2);
        assertThat(less.version()).isEqualTo(3);
        assertThat(less.notBeforeVersion()).isZero();
        assertThat(less.grantedAt()).isEqualTo(THEN);
    }

    @Test
    void aRevocationRefusesEveryTokenBeforeIt() {
        Grant revoked = allow(NONE, "notes:read", "notes:write").revoke();
        assertThat(revoked.version()).isEqualTo(2);
        assertThat(revoked.notBeforeVersion()).isEqualTo(2);
        assertThat(revoked.permissions()).isEmpty();
        assertThat(revoked.isActive(LATER)).isFalse();
    }

    @Test
    void aSecondRevocationChangesNothing() {
        Grant revoked = allow(NONE, "notes:read").revoke();
        assertThat(revoked.revoke()).isSameAs(revoked);
    }

    @Test
    void givenAgainTheVersionStillRisesAndOldTokensStayRefused() {
        Grant again = allow(allow(NONE, "notes:read").revoke(), "notes:read");
        assertThat(again.version()).isEqualTo(3);
        assertThat(again.notBeforeVersion()).isEqualTo(2);
        assertThat(again.isActive(LATER)).isTrue();
        assertThat(again.grantedAt()).isEqualTo(LATER);
    }

    @Test
    void narrowingNeverAddsAnything() {
        Grant grant = allow(NONE, "notes:read");
        assertThat(grant.narrow(permissions("notes:read", "notes:write", "*:write:global")))
                .isSameAs(grant);
        Grant empty = grant.narrow(Set.of());
        assertThat(empty.permissions()).isEmpty();
        assertThat(empty.version()).isEqualTo(2);
        assertThat(empty.notBeforeVersion()).isZero();
    }

    @Test
    void narrowingDoesNotWakeARevokedGrant() {
        Grant revoked = allow(NONE, "notes:read").revoke();
        assertThat(revoked.narrow(permissions("notes:read"))).isSameAs(revoked);
    }

    @Test
    void whatIsTakenBackIsNotAskedForAgainAndRefusesNoOtherToken() {
        Grant grant = allow(NONE, "notes:read", "notes:write");
        Grant narrowed = grant.decline("notes:write");
        assertThat(narrowed.permissions()).containsExactlyElementsOf(permissions("notes:read"));
        assertThat(narrowed.declined()).containsExactly("notes:write");
        assertThat(narrowed.version()).isEqualTo(2);
        assertThat(narrowed.notBeforeVersion()).isZero();
        assertThat(narrowed.decline("notes:write")).isSameAs(narrowed);
    }

    @Test
    void aScopeThatIsNoPermissionIsDeclinedWithoutANewVersion() {
        Grant grant = allow(NONE, "notes:read").decline("email");
        assertThat(grant.version()).isOne();
        assertThat(grant.declined()).containsExactly("email");
    }

    @Test
    void takingBackDoesNotWakeARevokedGrant() {
        Grant revoked = allow(NONE, "notes:read").revoke();
        assertThat(revoked.decline("notes:read")).isSameAs(revoked);
    }

    @Test
    void aGrantEndsAtTheInstantOfItsExpiry() {
        Grant grant = expiring(LATER);
        assertThat(grant.isActive(LATER.minusNanos(1))).isTrue();
        assertThat(grant.isActive(LATER)).isFalse();
        Grant again = grant.allow(APP, permissions("notes:read"), Set.of(), Lasting.UNTIL_REVOKED, LATER);
        assertThat(again.isActive(LATER)).isTrue();
        assertThat(again.version()).isEqualTo(grant.version() + 1);
        assertThat(again.until()).isEmpty();
    }

    @Test
    void anotherEndIsANewVersion() {
        Grant grant = allow(NONE, "notes:read");
        Grant bounded = grant.allow(APP, permissions("notes:read"), Set.of(), Lasting.until(LATER), THEN);
        assertThat(bounded.version()).isEqualTo(grant.version() + 1);
        assertThat(bounded.until()).contains(LATER);
        assertThat(bounded.allow(APP, permissions("notes:read"), Set.of(), Lasting.until(LATER), THEN))
                .isEqualTo(bounded);
    }

    @Test
    void whatHasExpiredRefusesEveryTokenAndStaysAsItIs() {
        Grant expired = expiring(LATER).expire();
        assertThat(expired.status()).isEqualTo(GrantStatus.EXPIRED);
        assertThat(expired.permissions()).isEmpty();
        assertThat(expired.notBeforeVersion()).isEqualTo(expired.version()).isEqualTo(5);
        assertThat(expired.isActive(THEN)).isFalse();
        assertThat(expired.expire()).isSameAs(expired);
        assertThat(expired.revoke()).isSameAs(expired);
        assertThat(expired.narrow(permissions("notes:read"))).isSameAs(expired);
    }

    @Test
    void whatIsAllowedOnceHoldsInItsOwnSignIn() {
        Lasting once = Lasting.once("this one", LATER);
        assertThat(once.holdsIn("this one")).isTrue();
        assertThat(once.holdsIn("another")).isFalse();
        assertThat(Lasting.until(LATER).holdsIn("another")).isTrue();
    }

    @Test
    void onlyWhatIsAskedForAndCoveredIsAllowed() {
        Grant grant = allow(NONE, "notes:write", "*:read");
        assertThat(grant.allowed(permissions("notes:read", "tasks:write", "tasks:read")))
                .containsExactlyElementsOf(permissions("notes:read", "tasks:read"));
    }

    @Test
    void aRevokedGrantCannotHoldPermissions() {
        assertThatThrownBy(() -> new Grant(
                        NONE.id(),
                        NONE.person(),
                        APP,
                        permissions("notes:read"),
                        new TreeSet<>(),
                        GrantStatus.REVOKED,
                        2,
                        2,
                        THEN,
                        Lasting.UNTIL_REVOKED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Grant allow(Grant grant, String... permissions) {
        return grant.allow(
                APP, permissions(permissions), Set.of(), Lasting.UNTIL_REVOKED, grant.version() == 0 ? THEN : LATER);
    }

    private static Grant expiring(Instant end) {
        return new Grant(
                NONE.id(),
                NONE.person(),
                APP,
                permissions("notes:read"),
                new TreeSet<>(),
                GrantStatus.ACTIVE,
                4,
                3,
                THEN,
                Lasting.until(end));
    }

    private static NavigableSet<Permission> permissions(String... names) {
        NavigableSet<Permission> permissions = new TreeSet<>();
        Arrays.stream(names)
                .forEach(name -> permissions.add(Permission.parse(name).orElseThrow()));
        return permissions;
    }
}
