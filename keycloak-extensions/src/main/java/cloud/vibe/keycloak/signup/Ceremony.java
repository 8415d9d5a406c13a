package cloud.vibe.keycloak.signup;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.common.ClientConnection;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionConfigModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * What Keycloak's own action that registers a passkey sees of a sign-up. It verifies everything that an authenticator says before it asks
 * for the person to keep the passkey with, so the person can be made then.
 */
final class Ceremony implements RequiredActionContext {
    private final AuthenticationFlowContext flow;
    private final LoginFormsProvider form;
    private final Supplier<UserModel> person;
    private final EventBuilder event;
    private @Nullable Status status;
    private @Nullable Response challenge;

    /**
     * @param form the page that asks for a passkey
     * @param person who is asked for when there is a passkey to keep
     */
    Ceremony(AuthenticationFlowContext flow, LoginFormsProvider form, Supplier<UserModel> person) {
        this.flow = flow;
        this.form = form;
        this.person = person;
        // The sign-up's own event says that it is one; this is the passkey's.
        this.event = flow.getEvent().clone().event(EventType.CUSTOM_REQUIRED_ACTION);
    }

    boolean hasSucceeded() {
        return status == Status.SUCCESS;
    }

    @Override
    public UserModel getUser() {
        return person.get();
    }

    @Override
    public LoginFormsProvider form() {
        return form;
    }

    @Override
    public EventBuilder getEvent() {
        return event;
    }

    @Override
    public void challenge(Response response) {
        status = Status.CHALLENGE;
        challenge = response;
    }

    @Override
    public void failure(@Nullable String errorMessage) {
        status = Status.FAILURE;
    }

    @Override
    public void success() {
        status = Status.SUCCESS;
    }

    @Override
    public void cancel() {
        status = Status.CANCELLED;
    }

    @Override
    public void ignore() {
        status = Status.IGNORE;
    }

    @Override
    public @Nullable Status getStatus() {
        return status;
    }

    @Override
    public @Nullable Response getChallenge() {
        return challenge;
    }

    @Override
    public @Nullable String getErrorMessage() {
        return null;
    }

    @Override
    public String getAction() {
        return Passkeys.ACTION;
    }

    @Override
    public URI getActionUrl(String code) {
        return flow.getActionUrl(code);
    }

    @Override
    public URI getActionUrl() {
        return flow.getActionUrl(flow.generateAccessCode());
    }

    @Override
    public String generateCode() {
        return flow.generateAccessCode();
    }

    @Override
    public RealmModel getRealm() {
        return flow.getRealm();
    }

    @Override
    public AuthenticationSessionModel getAuthenticationSession() {
        return flow.getAuthenticationSession();
    }

    @Override
    public ClientConnection getConnection() {
        return flow.getConnection();
    }

    @Override
    public UriInfo getUriInfo() {
        return flow.getUriInfo();
    }

    @Override
    public KeycloakSession getSession() {
        return flow.getSession();
    }

    @Override
    public HttpRequest getHttpRequest() {
        return flow.getHttpRequest();
    }

    @Override
    public @Nullable RequiredActionConfigModel getConfig() {
        return null;
    }
}
