package cloud.vibe.keycloak.rest;

import cloud.vibe.keycloak.grant.AppSessions;
import cloud.vibe.keycloak.grant.Grant;
import cloud.vibe.keycloak.grant.GrantBook;
import cloud.vibe.keycloak.grant.Grants;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.cors.Cors;

/**
 * What a person has allowed apps, for the person: {@code /realms/{realm}/vibe/grants}; and the end of an app's sign-in. An app is named by its internal UUID, as in its DID:
 * a client id can be any text, and can come back as the name of another app. What the asker may not see does not exist.
 */
public final class PersonGrants {
    static final String[] METHODS = {"GET", "DELETE"};

    private final KeycloakSession session;

    PersonGrants(KeycloakSession session) {
        this.session = session;
    }

    /** What a browser asks first; an answer without any grant says which pages may read it. */
    @OPTIONS
    @Path("{any:.*}")
    public Response preflight() {
        return Cors.builder().auth().allowedMethods(METHODS).preflight().add(Response.ok());
    }

    /** The person's grants, whatever has changed last first; without permission for all of them only the app's own. */
    @GET
    @Path("grants")
    @Produces(MediaType.APPLICATION_JSON)
    public Response list(@QueryParam("first") @Nullable String first, @QueryParam("max") @Nullable String max) {
        Asker asker = Asker.require(session);
        List<Grant> grants = asker.mayRead()
                ? new GrantBook(session)
                        .search(realm(), Page.of(first, max).of(asker.person().getId()))
                : asker.own().stream().toList();
        GrantView view = view(asker);
        return Response.ok(grants.stream().map(view::of).toList()).build();
    }

    /** One of them, with its history. */
    @GET
    @Path("grants/{app}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response get(@PathParam("app") String app) {
        Asker asker = Asker.require(session);
        Grant grant = require(asker, app);
        return Response.ok(view(asker).withHistory(grant, asker.mayRead())).build();
    }

    /** Ends one: its tokens are refused, at once. One that has ended stays so. */
    @DELETE
    @Path("grants/{app}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response end(@PathParam("app") String app) {
        Asker asker = Asker.require(session, HandedOn.end(app));
        Grant grant = require(asker, app);
        requireMayChange(asker, app);
        Grant ended = new Grants(session)
                .end(realm(), asker.person().getId(), app, asker.cause())
                .orElseThrow(NotFoundException::new);
        event(asker, EventType.REVOKE_GRANT)
                .detail(Details.REVOKED_CLIENT, grant.app().clientId())
                .success();
        return Response.ok(view(asker).of(ended)).build();
    }

    /** Takes back one permission, or another scope, that the app can do without. What it does not have stays so. */
    @DELETE
    @Path("grants/{app}/permissions/{permission}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response narrow(@PathParam("app") String app, @PathParam("permission") String permission) {
        Asker asker = Asker.require(session, HandedOn.narrowing(app, permission));
        Grant grant = require(asker, app);
        requireMayChange(asker, app);
        ClientModel client = realm().getClientById(app);
        GrantView view = view(asker);
        if (client == null) {
            return Response.ok(view.of(grant)).build();
        }
        Grants grants = new Grants(session);
        grants.hold(realm(), asker.person(), client);
        if (view.permissions(grant).stream().noneMatch(permission::equals)) {
            return Response.ok(view.of(grant)).build();
        }
        if (GrantView.isRequired(client, permission)) {
            throw ErrorResponse.error(
                    "The app cannot do without this permission: end the grant as a whole.", Response.Status.CONFLICT);
        }
        Grant narrowed = grants.narrow(realm(), asker.person(), client, permission, asker.cause())
                .orElseThrow(NotFoundException::new);
        event(asker, EventType.UPDATE_CONSENT)
                .detail(Details.GRANTED_CLIENT, client.getClientId())
                .detail(Details.SCOPE, String.join(" ", view.permissions(narrowed)))
                .success();
        return Response.ok(view.of(narrowed)).build();
    }

    /** Signs the asking app out of the sign-in in which it asks. The person stays signed in, and the grant stays. */
    @DELETE
    @Path("sign-in")
    public Response signOut() {
        Asker asker = Asker.require(session, HandedOn.signOut());
        AppSessions.end(asker.signIn(), asker.client());
        event(asker, EventType.REVOKE_GRANT)
                .detail(AppSessions.ENDED, Boolean.toString(true))
                .success();
        return Response.noContent().build();
    }

    private Grant require(Asker asker, String app) {
        if (!Ids.isOne(app) || !asker.maySee(app)) {
            throw new NotFoundException();
        }
        return new GrantBook(session).find(realm(), asker.person().getId(), app).orElseThrow(NotFoundException::new);
    }

    private static void requireMayChange(Asker asker, String app) {
        if (!asker.mayChange(app)) {
            throw new ForbiddenException();
        }
    }

    private EventBuilder event(Asker asker, EventType type) {
        return new EventBuilder(realm(), session, session.getContext().getConnection())
                .event(type)
                .client(asker.client())
                .user(asker.person())
                .session(asker.signIn());
    }

    private GrantView view(Asker asker) {
        return new GrantView(session, realm(), session.getContext().resolveLocale(asker.person()));
    }

    private RealmModel realm() {
        return session.getContext().getRealm();
    }
}
