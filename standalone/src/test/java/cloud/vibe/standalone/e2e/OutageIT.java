package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was taken back stays taken back, whoever is killed at whatever step of the way. */
@ExtendWith(RunningCloud.class)
// Keycloak finds out one by one which of its connections are gone: nobody else is to meet that.
@Order(Integer.MAX_VALUE)
class OutageIT {
    private final RunningCloud.Stack stack;
    private final Database keycloak;
    private final Database api;
    private final List<LetIn> revoked = new ArrayList<>();
    private final List<LetIn> narrowed = new ArrayList<>();
    private final List<LetIn> signedOut = new ArrayList<>();
    private final List<LetIn> others = new ArrayList<>();

    OutageIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.keycloak = Database.ofKeycloak(stack);
        this.api = Database.ofApi(stack);
    }

    @BeforeEach
    void letIn() {
        LetIn.letTokensOutliveAStart(stack);
        for (int i = 0; i < 3; i++) {
            revoked.add(LetIn.of(stack));
        }
        for (int i = 0; i < 2; i++) {
            narrowed.add(LetIn.of(stack));
        }
        signedOut.add(LetIn.of(stack));
        others.add(LetIn.of(stack));
        eventually(this::waiting, count -> count == 0);
    }

    @AfterEach
    void letTokensLiveAsUsual() {
        LetIn.letTokensLiveAsUsual(stack);
    }

    /** Committed, and not delivered yet: the data API is away, and in the second case Keycloak then dies with what it has to tell. */
    @ParameterizedTest
    @ValueSource(strings = {"", "keycloak"})
    void whatIsTakenBackWhileTheDataApiIsAwayHoldsWhenItIsBack(String victim) {
        Outage first = Outage.of(stack, "data-api");
        changes().forEach(Runnable::run);
        if (!victim.isEmpty()) {
            Outage second = Outage.of(stack, victim);
            second.awaitEnd();
        }
        first.awaitEnd();
        requireEverythingHolds();
    }

    /** The data API has the event and has not applied it yet: it waits for the row. */
    @ParameterizedTest
    @ValueSource(strings = {"data-api", "keycloak", "postgres"})
    void whatIsTakenBackWhileSomebodyDiesWithTheEventInTheirHandsHolds(String victim) {
        Outage outage;
        try (Database.Hold held = api.hold(
                "SELECT FROM vibe.app_user_grants WHERE id = ? FOR UPDATE",
                revoked.getFirst().grant())) {
            changes().forEach(Runnable::run);
            eventually(held::waiting, count -> count > 0);
            outage = Outage.of(stack, victim);
        }
        outage.awaitEnd();
        requireEverythingHolds();
    }

    /** The data API has applied everything, and Keycloak dies before it knows: it tells everything once more. */
    @Test
    void whatIsToldAgainIsAppliedOnce() {
        keycloak.alter("""
                CREATE FUNCTION never_heard() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'never heard'; END$$;
                CREATE TRIGGER never_heard BEFORE DELETE ON vibe_outbox FOR EACH ROW EXECUTE FUNCTION never_heard()
                """);
        try {
            changes().forEach(Runnable::run);
            revoked.forEach(guest -> guest.requireRefused("grant_revoked"));
            narrowed.forEach(LetIn::requireReadingOnly);
            signedOut.forEach(guest -> guest.requireRefused("signed_out"));
            assertThat(waiting()).isPositive();
            Outage.of(stack, "keycloak").awaitEnd();
        } finally {
            keycloak.alter("DROP FUNCTION never_heard() CASCADE");
        }
        requireEverythingHolds();
    }

    private Stream<Runnable> changes() {
        return Stream.of(
                revoked.get(0)::revoke,
                narrowed.get(0)::narrow,
                signedOut.get(0)::signOut,
                revoked.get(1)::revoke,
                narrowed.get(1)::narrow,
                revoked.get(2)::revoke);
    }

    private void requireEverythingHolds() {
        revoked.forEach(guest -> guest.requireRefused("grant_revoked"));
        signedOut.forEach(guest -> guest.requireRefused("signed_out"));
        narrowed.forEach(LetIn::requireReadingOnly);
        others.forEach(LetIn::requireGood);
        eventually(this::waiting, count -> count == 0);
        Stream.of(revoked, narrowed, signedOut, others).flatMap(List::stream).forEach(this::requireAppliedOnce);
        // Nothing that comes late, and nothing that comes twice, has brought anything back.
        revoked.forEach(guest -> guest.requireRefused("grant_revoked"));
    }

    /** Both sides are at the same version, and the API has told its sockets of each version once. */
    private void requireAppliedOnce(LetIn guest) {
        long version = keycloak.number(
                "SELECT version FROM vibe_grant WHERE id = ?", guest.grant().toString());
        assertThat(api.number("SELECT version FROM vibe.app_user_grants WHERE id = ?", guest.grant()))
                .isEqualTo(version);
        List<String> told = api.query(
                "SELECT after ->> 'version' FROM vibe.doc_outbox WHERE kind = 'grant' AND subject = ?", guest.grant());
        assertThat(told).doesNotHaveDuplicates().contains(Long.toString(version));
    }

    private long waiting() {
        return keycloak.number("SELECT count(*) FROM vibe_outbox WHERE parked_at IS NULL");
    }
}
