package cloud.vibe.keycloak.consent;

import cloud.vibe.keycloak.flow.AccountSwitch;
import cloud.vibe.keycloak.flow.FreshStart;
import cloud.vibe.keycloak.flow.StepWithoutPerson;
import cloud.vibe.keycloak.identity.Guest;
import java.util.List;
import java.util.Optional;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.events.Details;
import org.keycloak.events.EventType;
import org.keycloak.models.Constants;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Lets somebody begin without an account, where the app asks for it and nobody is signed in: the consent page at once, and with the yes on
 * it a person is made. Until then there is nobody, so whoever does not answer leaves nothing behind.
 */
final class GuestSignIn extends StepWithoutPerson {
    /** As long as one such answer may take. */
    private static final long TWICE_AT_ONCE_SECONDS = 10;

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        if (context.getUser() != null && Guest.is(context.getUser())) {
            askForAccount(context);
            return;
        }
        Optional<Offer> offer = offer(context);
        if (offer.isPresent()) {
            ask(context, offer.get());
        } else {
            context.attempted();
        }
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        Sent sent = Sent.of(context.getHttpRequest());
        if (sent.says(Sent.DENY)) {
            context.cancelLogin();
            return;
        }
        if (isHereAlready(context)) {
            return;
        }
        Optional<Offer> offer = offer(context);
        if (sent.says(Sent.SWITCH) || offer.isEmpty()) {
            ConsentPage.forget(context.getAuthenticationSession());
            context.attempted();
        } else if (sent.allows(offer.get().open(), ConsentPage.shown(context.getAuthenticationSession()))) {
            begin(context, offer.get(), sent);
        } else {
            ask(context, offer.get());
        }
    }

    /** Somebody has come in by another tab meanwhile: this page is answered by them, and a second person would be left without a sign-in. */
    private static boolean isHereAlready(AuthenticationFlowContext context) {
        KeycloakSession session = context.getSession();
        if (AuthenticationManager.authenticateIdentityCookie(session, context.getRealm(), true) != null) {
            context.resetFlow();
            return true;
        }
        if (FreshStart.isNeeded(session, context.getAuthenticationSession())) {
            context.challenge(FreshStart.page(session, FreshStart.signIn(session, context.getAuthenticationSession())));
            return true;
        }
        return false;
    }

    /**
     * A guest is here, and a sign-in is wanted all the same: they have nothing to sign in with, so it is an account that is meant. They stay
     * signed in as a guest meanwhile.
     */
    private static void askForAccount(AuthenticationFlowContext context) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        String id = authSession.getParentSession().getId();
        if (context.getSession().sessions().getUserSession(context.getRealm(), id) != null) {
            context.challenge(AccountSwitch.beside(
                    context.getSession(), authSession, context.getActionUrl(context.generateAccessCode())));
            return;
        }
        context.clearUser();
        // How well the guest had signed in says nothing of whoever comes.
        authSession.removeAuthNote(Constants.LOA_MAP);
        context.setForwardedInfoMessage("vibe.merge.signIn");
        context.attempted();
    }

    /** Empty where nobody may begin as a guest, or somebody is there already. */
    private static Optional<Offer> offer(AuthenticationFlowContext context) {
        AppRequest request = new AppRequest(context.getRealm(), context.getAuthenticationSession());
        if (context.getUser() != null
                || !request.takesGuests()
                || !context.getRealm().isRegistrationAllowed()) {
            return Optional.empty();
        }
        Optional<GroupModel> guests = Guest.group(context.getSession(), context.getRealm());
        if (guests.isEmpty() || Guest.hasRoles(guests.get())) {
            return Optional.empty();
        }
        // Keycloak works out what is asked for when it knows who is asked; here nobody is known yet.
        AuthenticationManager.setClientScopesInSession(context.getSession(), context.getAuthenticationSession());
        if (!(Assessment.of(request.asked(), Held.NOTHING, request.isPrompted()) instanceof Assessment.Open open)) {
            return Optional.empty();
        }
        return Optional.of(new Offer(request, open, guests.get()));
    }

    private static void ask(AuthenticationFlowContext context, Offer offer) {
        // The page has a link of its own to everything else.
        context.setAuthenticationSelections(List.of());
        context.challenge(ConsentPage.show(
                context.form(),
                context.getAuthenticationSession(),
                offer.open(),
                offer.request().app(),
                ConsentPage.NOBODY));
    }

    private static void begin(AuthenticationFlowContext context, Offer offer, Sent sent) {
        RealmModel realm = context.getRealm();
        String once = "vibe-guest."
                + context.getAuthenticationSession().getParentSession().getId();
        if (!context.getSession().singleUseObjects().putIfAbsent(once, TWICE_AT_ONCE_SECONDS)) {
            // The same answer, sent twice at once: the other makes the guest, and this page comes again.
            ask(context, offer);
            return;
        }
        String id = KeycloakModelUtils.generateId();
        UserModel guest = context.getSession().users().addUser(realm, id, Guest.username(id), true, true);
        guest.setEnabled(true);
        guest.joinGroup(offer.guests());
        context.setUser(guest);
        if (realm.isRememberMe()) {
            // Nothing else leads back to them, so this browser remembers for as long as it may.
            context.getAuthenticationSession().setAuthNote(Details.REMEMBER_ME, "true");
        }
        context.getEvent()
                .clone()
                .event(EventType.REGISTER)
                .user(guest)
                .detail(Details.REGISTER_METHOD, "guest")
                .success();
        new SignIn(context.getSession(), realm, offer.request(), guest)
                .settle(offer.open(), offer.open().answer(sent.ticked()), Duration.UNTIL_REVOKED, context.getEvent());
        ConsentPage.forget(context.getAuthenticationSession());
        context.success();
    }

    /** What the app asks a guest for, and where guests are kept. */
    private record Offer(AppRequest request, Assessment.Open open, GroupModel guests) {}
}
