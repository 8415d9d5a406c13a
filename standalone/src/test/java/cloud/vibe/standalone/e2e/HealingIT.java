package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Visitor;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What goes wrong between the two sides is seen, and mended. */
@ExtendWith(RunningCloud.class)
@Order(Integer.MAX_VALUE)
class HealingIT {
    private static final String GRANT = "https://vibe.cloud/events/grant";
    private static final String SIGN_OUT = "https://vibe.cloud/events/sign-out";

    private final RunningCloud.Stack stack;
    private final Database keycloak;
    private final Database api;
    private final String poisoned = UUID.randomUUID().toString();

    HealingIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.keycloak = Database.ofKeycloak(stack);
        this.api = Database.ofApi(stack);
    }

    @BeforeEach
    void letTokensOutliveAStart() {
        LetIn.letTokensOutliveAStart(stack);
    }

    @AfterEach
    void removeWhatIsPoisoned() {
        LetIn.letTokensLiveAsUsual(stack);
        keycloak.query("DELETE FROM vibe_outbox WHERE subject = ? RETURNING id", poisoned);
    }

    @Test
    void anEventThatCannotBeReadIsParkedWhereItIsSeenAndKeepsNoOtherBack() {
        LetIn guest = LetIn.of(stack);
        write(GRANT, 1, "{}");

        String refusal =
                eventually(() -> parked("refusal"), rows -> !rows.isEmpty()).getFirst();
        assertThat(refusal).contains("status 400").contains("invalid_request").contains("person is not an object");
        assertThat(keycloak.number("SELECT next_attempt_at - parked_at FROM vibe_outbox WHERE subject = ?", poisoned))
                .isEqualTo(86_400_000);
        eventually(() -> metric("vibe_outbox_parked"), "1.0"::equals);
        assertThat(metric("vibe_outbox_refused_total")).isNotEqualTo("0.0");
        guest.revoke();
        guest.requireRefused("grant_revoked");
        assertThat(parked("id")).hasSize(1);
    }

    @Test
    void aLaterEventOfTheSameSubjectTakesItsPlace() {
        write(GRANT, 1, "{}");
        eventually(() -> parked("id"), rows -> !rows.isEmpty());

        write(
                SIGN_OUT,
                2,
                "{\"subject\": {\"kind\": \"session\", \"id\": \"%s\"}, \"tokens_before\": null}".formatted(poisoned));

        eventually(
                () -> keycloak.number("SELECT count(*) FROM vibe_outbox WHERE subject = ?", poisoned),
                count -> count == 0);
        assertThat(api.query("SELECT subject FROM vibe.sign_outs WHERE subject = ?", poisoned))
                .hasSize(1);
    }

    @Test
    void whatWaitsIsCountedForWhoWatchesAndForNobodyElse() {
        LetIn guest = LetIn.of(stack);
        assertThat(metric("vibe_outbox_delivered_total")).isNotEqualTo("0.0");
        eventually(() -> metric("vibe_outbox_pending"), "0.0"::equals);
        assertThat(metric("vibe_outbox_oldest_age_seconds")).isEqualTo("0.0");

        String failedBefore = metric("vibe_outbox_failed_total");
        Outage away = Outage.of(stack, "data-api");
        guest.revoke();
        eventually(() -> metric("vibe_outbox_failed_total"), failed -> !failedBefore.equals(failed));
        away.awaitEnd();

        guest.requireRefused("grant_revoked");
        eventually(() -> metric("vibe_outbox_pending"), "0.0"::equals);
        assertThat(new Visitor(stack.endpoints())
                        .get(stack.endpoints().identity() + "/metrics")
                        .status())
                .isEqualTo(404);
    }

    /** Keycloak's database was restored from a backup, or the data API's, or somebody has written to one of them. */
    @Test
    void afterARestoreNeitherSideBringsBackWhatTheOtherHasEnded() {
        LetIn lost = LetIn.of(stack);
        LetIn ended = LetIn.of(stack);
        LetIn narrowed = LetIn.of(stack);
        LetIn forgotten = LetIn.of(stack);
        LetIn deleted = LetIn.of(stack);
        LetIn untouched = LetIn.of(stack);
        eventually(this::waiting, count -> count == 0);

        // Keycloak's is of before: the API has heard of newer versions.
        known(lost, 9, "active", "{notes:read,notes:write}");
        known(ended, 9, "revoked", "{}");
        known(narrowed, 9, "active", "{notes:read}");
        deleted.requireGood();
        keycloak.change("DELETE FROM vibe_grant WHERE id = ?", deleted.grant().toString());
        // The API's is of before: it has not heard of this one.
        forgotten.revoke();
        forgotten.requireRefused("grant_revoked");
        eventually(this::waiting, count -> count == 0);
        api.change("DELETE FROM vibe.app_user_grants WHERE id = ?", forgotten.grant());

        // Without a comparison: what is taken back here is passed over there as old, and what has no row there holds.
        lost.revoke();
        eventually(this::waiting, count -> count == 0);
        lost.requireGood();
        assertThat(forgotten.list().status()).isEqualTo(200);
        assertThat(ended.refresh().status()).isEqualTo(200);

        // Nor has the API heard of this merge of a guest.
        UUID guest = UUID.randomUUID();
        UUID account = UUID.randomUUID();
        keycloak.change(
                "INSERT INTO vibe_merge (guest_id, realm_id, account_id, merged_at) SELECT ?, id, ?, 1 FROM realm WHERE name = 'vibe'",
                guest.toString(),
                account.toString());

        write(GRANT, 1, "{}");
        eventually(() -> parked("id"), rows -> !rows.isEmpty());
        long attempts = attempts();
        Outage.of(stack, "keycloak").awaitEnd();

        lost.requireRefused("grant_revoked");
        eventually(() -> version(ended), version -> version == 10);
        eventually(this::waiting, count -> count == 0);
        assertThat(ended.list().status()).isEqualTo(401);
        assertThat(keycloak.query(
                        "SELECT status FROM vibe_grant WHERE id = ?",
                        ended.grant().toString()))
                .containsExactly("revoked");
        forgotten.requireRefused("grant_revoked");
        narrowed.requireReadingOnly();
        assertThat(keycloak.query(
                        "SELECT permissions FROM vibe_grant WHERE id = ?",
                        narrowed.grant().toString()))
                .containsExactly("notes:read");
        TokenAnswer refused = eventually(deleted::list, answer -> answer.status() == 401);
        assertThat(refused.json().path("code").asText()).isEqualTo("grant_revoked");
        untouched.requireGood();
        assertThat(version(untouched)).isEqualTo(1);
        eventually(() -> api.query("SELECT account FROM vibe.merges WHERE guest = ?", guest), rows -> !rows.isEmpty());
        assertThat(api.query("SELECT account FROM vibe.merges WHERE guest = ?", guest))
                .containsExactly(account.toString());
        for (LetIn one : List.of(lost, ended, narrowed)) {
            assertThat(keycloak.query(
                            "SELECT cause FROM vibe_grant_history WHERE grant_id = ? AND version = 10",
                            one.grant().toString()))
                    .containsExactly("reconciled");
        }
        eventually(this::attempts, count -> count > attempts);
        assertThat(parked("id")).hasSize(1);

        // And once more: there is nothing left to do.
        LetIn next = LetIn.of(stack);
        keycloak.change("DELETE FROM vibe_grant WHERE id = ?", next.grant().toString());
        Outage.of(stack, "keycloak").awaitEnd();
        eventually(next::list, answer -> answer.status() == 401);
        for (LetIn one : List.of(lost, ended, narrowed)) {
            assertThat(version(one)).isEqualTo(10);
        }
        assertThat(version(untouched)).isEqualTo(1);
        untouched.requireGood();
    }

    private void known(LetIn guest, long version, String status, String permissions) {
        api.change(
                "UPDATE vibe.app_user_grants SET version = ?, status = ?, permissions = ?::text[],"
                        + " not_before_version = CASE WHEN ? = 'revoked' THEN ? ELSE 0 END WHERE id = ?",
                version,
                status,
                permissions,
                status,
                version,
                guest.grant());
    }

    private long version(LetIn guest) {
        return keycloak.number(
                "SELECT version FROM vibe_grant WHERE id = ?", guest.grant().toString());
    }

    /** As Keycloak writes it, but for what it says. */
    private void write(String type, long version, String payload) {
        keycloak.change(
                "INSERT INTO vibe_outbox (id, realm_id, issuer, event_type, subject, subject_version, payload, created_at,"
                        + " attempts, next_attempt_at) SELECT ?, id, ?, ?, ?, ?, ?, 1, 0, 1 FROM realm WHERE name = 'vibe'",
                UUID.randomUUID().toString(),
                stack.endpoints().issuer(),
                type,
                poisoned,
                version,
                payload);
    }

    private List<String> parked(String column) {
        return keycloak.query(
                "SELECT " + column + " FROM vibe_outbox WHERE parked_at IS NOT NULL AND subject = ?", poisoned);
    }

    private long attempts() {
        return keycloak.number("SELECT attempts FROM vibe_outbox WHERE subject = ?", poisoned);
    }

    private long waiting() {
        return keycloak.number("SELECT count(*) FROM vibe_outbox WHERE parked_at IS NULL");
    }

    /** As Prometheus reads it, on the port that is for the machine's own people. */
    private String metric(String name) {
        String all = new Visitor(stack.endpoints())
                .get(stack.endpoints().identityManagement() + "/metrics")
                .body();
        return all.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not there"));
    }
}
