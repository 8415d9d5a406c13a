package cloud.vibe.keycloak.signup;

import cloud.vibe.keycloak.flow.AccountSwitch;
import cloud.vibe.keycloak.identity.Guest;
import cloud.vibe.keycloak.identity.GuestEnd;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

/**
 * Makes the person of a draft, at the moment at which there is something to sign in with, and once. A guest becomes that person: the same
 * principal, so documents and grants stay where they are.
 */
final class NewAccount {
    private final AuthenticationFlowContext context;
    private final Draft draft;
    private final @Nullable UserModel guest;
    private @Nullable UserModel made;

    private NewAccount(AuthenticationFlowContext context, Draft draft, @Nullable UserModel guest) {
        this.context = context;
        this.draft = draft;
        this.guest = guest;
    }

    /** Empty where the draft is a guest's who is none any more, or is gone: nobody comes back under the id of somebody else. */
    static Optional<NewAccount> of(AuthenticationFlowContext context, Draft draft) {
        Optional<UserModel> guest = GuestSession.of(context)
                .map(UserSessionModel::getUser)
                .filter(user -> user.getId().equals(draft.personId()));
        boolean isThere = context.getSession().users().getUserById(context.getRealm(), draft.personId()) != null;
        if (isThere != guest.isPresent() || draft.isGuest() != guest.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new NewAccount(context, draft, guest.orElse(null)));
    }

    /** The address may have been taken since it was typed. */
    Address address() {
        return Address.of(context.getSession(), draft.email(), guest);
    }

    UserModel make() {
        UserModel person = made;
        if (person == null) {
            person = guest == null ? add() : leaveNothingOfBefore(guest);
            person.setUsername(draft.email());
            person.setEmail(draft.email());
            // Nobody has proven it yet: it is good for signing in, and for nothing else.
            person.setEmailVerified(false);
            Guest.end(person);
            made = person;
        }
        return person;
    }

    private UserModel add() {
        RealmModel realm = context.getRealm();
        UserModel person = context.getSession().users().addUser(realm, draft.personId(), draft.email(), true, true);
        person.setEnabled(true);
        if (realm.isInternationalizationEnabled()) {
            person.setSingleAttribute(
                    UserModel.LOCALE,
                    context.getSession().getContext().resolveLocale(null).toLanguageTag());
        }
        return person;
    }

    /**
     * Whoever had this browser before, or has copied its cookies, must not be let into the account: of a guest nobody knows who they were. So
     * nothing that lets anybody in outlives them, and the account is signed in anew, under a name of its own.
     */
    private UserModel leaveNothingOfBefore(UserModel former) {
        KeycloakSession session = context.getSession();
        GuestEnd.claim(session, former);
        RealmModel realm = context.getRealm();
        former.credentialManager()
                .getStoredCredentialsStream()
                .toList()
                .forEach(credential -> former.credentialManager().removeStoredCredentialById(credential.getId()));
        session.users()
                .getFederatedIdentitiesStream(realm, former)
                .toList()
                .forEach(link -> session.users().removeFederatedIdentity(realm, former, link.getIdentityProvider()));
        Stream.concat(
                        session.sessions().getUserSessionsStream(realm, former),
                        session.sessions().getOfflineUserSessionsStream(realm, former))
                .toList()
                .forEach(signIn -> AccountSwitch.end(session, signIn, context.getEvent()));
        return former;
    }

    boolean isMade() {
        return made != null;
    }
}
