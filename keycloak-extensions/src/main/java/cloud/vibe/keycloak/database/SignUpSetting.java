package cloud.vibe.keycloak.database;

import cloud.vibe.keycloak.identity.Guest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.WebAuthnPolicy;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.userprofile.UserProfileProvider;

/**
 * How a realm lets people sign up and begin as guests. Much of it cannot stand in the realm file: a file with one flow of its own gets none of
 * Keycloak's. So a realm gets it when it is made, and an older one when Keycloak starts; what an admin has changed stays.
 */
final class SignUpSetting {
    private static final String SIGN_UP = "vibe-sign-up";
    private static final String SIGN_UP_FLOW = "vibe sign-up";
    private static final String GUEST = "vibe-guest";
    private static final String MERGE = "vibe-merge";
    private static final String COOKIE = "auth-cookie";
    private static final String FLOW_OF_STEPS = "basic-flow";

    /** Its registration flow as Keycloak makes it: one with a captcha or terms was hardened by an admin. */
    private static final Map<String, Requirement> KEYCLOAKS_STEPS = Map.of(
            "registration-page-form", Requirement.REQUIRED,
            "registration-user-creation", Requirement.REQUIRED,
            "registration-password-action", Requirement.REQUIRED,
            "registration-recaptcha-action", Requirement.DISABLED,
            "registration-terms-and-conditions", Requirement.DISABLED);

    private static final Logger LOG = Logger.getLogger(SignUpSetting.class);

    private SignUpSetting() {}

    static void add(KeycloakSession session, RealmModel realm) {
        Guest.makeGroup(session, realm);
        addSignUp(realm);
        addGuests(realm);
        allowPasskeys(realm);
        leaveNamesOut(session, realm);
    }

    /** Before the consent step, which is the last of all: whoever brings something along is asked by apps as who they are then. */
    static void addMerge(RealmModel realm) {
        if (realm.getRequiredActionProviderByAlias(MERGE) != null) {
            return;
        }
        RequiredActionProviderModel action = new RequiredActionProviderModel();
        action.setAlias(MERGE);
        action.setName("Vibe: bring along what a guest did");
        action.setProviderId(MERGE);
        action.setEnabled(true);
        action.setDefaultAction(false);
        action.setPriority(1900);
        realm.addRequiredActionProvider(action);
    }

    private static void addSignUp(RealmModel realm) {
        AuthenticationFlowModel present = realm.getRegistrationFlow();
        if (realm.getFlowByAlias(SIGN_UP_FLOW) != null || (present != null && !present.isBuiltIn())) {
            return;
        }
        if (present != null && !steps(realm, present).equals(KEYCLOAKS_STEPS)) {
            LOG.warnf(
                    "realm %s keeps its own way to sign up, for it was changed by hand; the step %s is on offer for it",
                    realm.getName(), SIGN_UP);
            return;
        }
        AuthenticationFlowModel flow = new AuthenticationFlowModel();
        flow.setAlias(SIGN_UP_FLOW);
        flow.setDescription("An email address, then a passkey or a password");
        flow.setProviderId(FLOW_OF_STEPS);
        flow.setTopLevel(true);
        flow.setBuiltIn(false);
        AuthenticationFlowModel added = realm.addAuthenticationFlow(flow);
        realm.addAuthenticatorExecution(step(added, SIGN_UP, Requirement.REQUIRED, 10));
        realm.setRegistrationFlow(added);
    }

    /** What each step asks for, of the flow and of those in it. */
    private static Map<String, Requirement> steps(RealmModel realm, AuthenticationFlowModel flow) {
        Map<String, Requirement> steps = new HashMap<>();
        for (AuthenticationExecutionModel step :
                realm.getAuthenticationExecutionsStream(flow.getId()).toList()) {
            steps.put(String.valueOf(step.getAuthenticator()), step.getRequirement());
            if (step.isAuthenticatorFlow()) {
                steps.putAll(steps(realm, realm.getAuthenticationFlowById(step.getFlowId())));
            }
        }
        return steps;
    }

    /** Right after the cookie: whoever is signed in already is no guest. */
    private static void addGuests(RealmModel realm) {
        AuthenticationFlowModel flow = realm.getBrowserFlow();
        if (flow == null || !flow.isBuiltIn()) {
            return;
        }
        Optional<AuthenticationExecutionModel> cookie = step(realm, flow, COOKIE);
        if (cookie.isPresent() && step(realm, flow, GUEST).isEmpty()) {
            realm.addAuthenticatorExecution(
                    step(flow, GUEST, Requirement.ALTERNATIVE, cookie.get().getPriority() + 1));
        }
    }

    private static Optional<AuthenticationExecutionModel> step(
            RealmModel realm, AuthenticationFlowModel flow, String authenticator) {
        return realm.getAuthenticationExecutionsStream(flow.getId())
                .filter(step -> authenticator.equals(step.getAuthenticator()))
                .findFirst();
    }

    private static AuthenticationExecutionModel step(
            AuthenticationFlowModel flow, String authenticator, Requirement requirement, int priority) {
        AuthenticationExecutionModel step = new AuthenticationExecutionModel();
        step.setParentFlow(flow.getId());
        step.setAuthenticator(authenticator);
        step.setRequirement(requirement);
        step.setPriority(priority);
        step.setAuthenticatorFlow(false);
        return step;
    }

    /** Passkeys that name their person by themselves, and that not everybody who finds the device can use. */
    private static void allowPasskeys(RealmModel realm) {
        WebAuthnPolicy policy = realm.getWebAuthnPolicyPasswordless();
        if (policy.isPasskeysEnabled() != null) {
            return;
        }
        policy.setResidentKey(Constants.WEBAUTHN_POLICY_OPTION_REQUIRED);
        policy.setUserVerificationRequirement(Constants.WEBAUTHN_POLICY_OPTION_REQUIRED);
        policy.setPasskeysEnabled(true);
        realm.setWebAuthnPolicyPasswordless(policy);
    }

    /** Else Keycloak would ask for them right after the sign-up. Who has set the profile of people by hand has said what they want to know. */
    private static void leaveNamesOut(KeycloakSession session, RealmModel realm) {
        boolean isSetByHand = realm.getComponentsStream(realm.getId(), UserProfileProvider.class.getName())
                .findAny()
                .isPresent();
        if (isSetByHand) {
            return;
        }
        UserProfileProvider profiles = session.getProvider(UserProfileProvider.class);
        UPConfig profile = profiles.getConfiguration();
        profile.getAttribute(UserModel.FIRST_NAME).setRequired(null);
        profile.getAttribute(UserModel.LAST_NAME).setRequired(null);
        profiles.setConfiguration(profile);
    }
}
