package cloud.vibe.keycloak.reconciliation;

import cloud.vibe.keycloak.environment.Environment;
import cloud.vibe.keycloak.grant.Grant;
import cloud.vibe.keycloak.grant.KnownGrant;
import cloud.vibe.keycloak.grant.Reconciliation;
import cloud.vibe.keycloak.merge.Merges;
import cloud.vibe.keycloak.outbox.Outbox;
import cloud.vibe.keycloak.outbox.SetSigner;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Goes through the grants and merges of one realm, one range after the other. Each question and each repair is a transaction of its own, and none is
 * open while the data API is asked. It may stop anywhere and begin again: what is in line already is left alone.
 */
final class Walk {
    private static final Logger LOG = Logger.getLogger(Walk.class);

    /** With so many events under way the data API has enough to do; and what is under way is no difference yet. */
    private static final long MOST_WAITING = 2_000;

    private final KeycloakSessionFactory sessions;
    private final Environment environment;
    private final Inquiry inquiry;
    private final String realmId;
    private Optional<String> issuer = Optional.empty();
    private @Nullable UUID place;

    Walk(KeycloakSessionFactory sessions, Environment environment, Inquiry inquiry, String realmId) {
        this.sessions = sessions;
        this.environment = environment;
        this.inquiry = inquiry;
        this.realmId = realmId;
    }

    /** What came of a step. */
    enum Step {
        MORE,
        END,
        LATER
    }

    private record Question(Comparison comparison, String issuer, String token) {}

    /**
     * Compares the next range.
     *
     * @throws Inquiry.Failure where the data API has not answered, or not in a way that makes sense; the place stays the same
     */
    Step step() throws Inquiry.Failure, InterruptedException {
        if (inTransaction(session -> session.getProvider(Outbox.class).waiting()) > MOST_WAITING) {
            return Step.LATER;
        }
        Optional<Question> asked = inTransaction(this::question);
        if (asked.isEmpty()) {
            return Step.END;
        }
        Question question = asked.get();
        Differences differences = inquiry.ask(question.token, question.comparison);
        int repaired = 0;
        for (UUID missing : differences.missing()) {
            repaired += repair(
                    missing, (session, realm) -> new Reconciliation(session, realm).tell(missing, question.issuer));
        }
        for (KnownGrant known : differences.held()) {
            repaired += repair(
                    known.id(), (session, realm) -> new Reconciliation(session, realm).align(known, question.issuer));
        }
        for (UUID guest : differences.unmerged()) {
            repaired += repair(guest, (session, realm) -> new Merges(session, realm).tell(guest, question.issuer));
        }
        if (repaired > 0) {
            LOG.infof("the data API had %d grants or merges otherwise than this server, and is told of them", repaired);
        }
        place = differences.comparedTo();
        return place == null ? Step.END : Step.MORE;
    }

    private Optional<Question> question(KeycloakSession session) {
        RealmModel realm = session.realms().getRealm(realmId);
        if (realm == null) {
            return Optional.empty();
        }
        Reconciliation reconciliation = new Reconciliation(session, realm);
        if (place == null) {
            issuer = reconciliation.issuer();
        }
        // A realm that has never let an app in has no issuer that we know, and nothing to compare.
        return issuer.map(known -> {
            List<Grant> read = reconciliation.page(place, Comparison.READ);
            Comparison ofGrants = Comparison.of(place, read);
            Comparison comparison =
                    ofGrants.with(new Merges(session, realm).page(place, ofGrants.upTo(), Comparison.READ_MERGES));
            String token = new SetSigner(session, environment.audience())
                    .sign(realm, known, UUID.randomUUID().toString(), Comparison.TYPE, comparison.state());
            return new Question(comparison, known, token);
        });
    }

    /** One that cannot be repaired keeps no other from it. */
    private int repair(UUID id, BiPredicate<KeycloakSession, RealmModel> work) {
        try {
            return inTransaction(session -> {
                RealmModel realm = session.realms().getRealm(realmId);
                if (realm == null) {
                    return 0;
                }
                session.getContext().setRealm(realm);
                return work.test(session, realm) ? 1 : 0;
            });
        } catch (RuntimeException e) {
            LOG.warnf(
                    e,
                    "grant or guest %s differs from what the data API knows, and cannot be brought into line yet",
                    id);
            return 0;
        }
    }

    private <T> T inTransaction(Function<KeycloakSession, T> work) {
        return KeycloakModelUtils.runJobInTransactionWithResult(sessions, work::apply);
    }
}
