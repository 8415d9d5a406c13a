package cloud.vibe.keycloak.rest;

import cloud.vibe.keycloak.grant.Cause;
import cloud.vibe.keycloak.grant.Grant;
import cloud.vibe.keycloak.grant.GrantBook;
import cloud.vibe.keycloak.grant.GrantQuery;
import cloud.vibe.keycloak.grant.GrantStatus;
import cloud.vibe.keycloak.grant.Grants;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * A realm's grants for its admins: {@code /admin/realms/{realm}/vibe/grants}. Whoever may view a person may see that person's, and whoever may
 * manage a person may end them, as it is with Keycloak's own consents; the grants of many people take the right to view, or to manage, all of
 * them. Every change is an admin event.
 */
public final class AdminGrants {
    private static final Logger LOG = Logger.getLogger(AdminGrants.class);
    private static final String RESOURCE = "VIBE_GRANT";

    /** How many of an app's grants one request ends. */
    private static final int AT_ONCE = GrantQuery.MOST;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;
    private final AdminEventBuilder adminEvent;

    AdminGrants(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.adminEvent = adminEvent.resource(RESOURCE);
    }

    /**
     * A page of grants, whatever has changed last first; of an app by the parameter {@code app}, the internal UUID of a client, and of a person
     * by {@code person}, the id of a user.
     *
     * @param status active, revoked or expired
     */
    @GET
    @Path("grants")
    @Produces(MediaType.APPLICATION_JSON)
    public Response list(
            @QueryParam("status") @Nullable String status,
            @QueryParam("first") @Nullable String first,
            @QueryParam("max") @Nullable String max) {
        UriInfo uri = session.getContext().getUri();
        String app = Ids.parameter(uri, "app");
        String person = Ids.parameter(uri, "person");
        if (person == null) {
            auth.users().requireView();
        } else {
            requireView(person);
        }
        if (app != null) {
            requireView(realm.getClientById(app));
        }
        GrantQuery query = Page.of(first, max).of(person, app, status(status));
        GrantView view = view();
        return Response.ok(new GrantBook(session)
                        .search(realm, query).stream()
                                .map(grant -> withPerson(grant, view.of(grant)))
                                .toList())
                .build();
    }

    /** One of them, with its history. */
    @GET
    @Path("grants/{grant}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response get(@PathParam("grant") String id) {
        Grant grant = require(id);
        return Response.ok(withPerson(grant, view().withHistory(grant, true))).build();
    }

    /** Ends one. One that has ended stays so. */
    @DELETE
    @Path("grants/{grant}")
    public Response end(@PathParam("grant") String id) {
        Grant grant = require(id);
        UserModel person = session.users().getUserById(realm, personId(grant));
        if (person == null) {
            auth.users().requireManage();
        } else {
            auth.users().requireManage(person);
        }
        new Grants(session).end(realm, personId(grant), appId(grant), Cause.BY_ADMIN);
        told("grants", id);
        return Response.noContent().build();
    }

    /**
     * Ends two hundred at most of the grants of an app ({@code app}), each by itself; {@code left} says whether to ask again: there are more, or
     * one has failed.
     */
    @DELETE
    @Path("grants")
    @Produces(MediaType.APPLICATION_JSON)
    public Response endOfApp() {
        auth.users().requireManage();
        String app = Ids.parameter(session.getContext().getUri(), "app");
        if (app == null) {
            throw ErrorResponse.error("Name the app whose grants are to end: ?app=...", Response.Status.BAD_REQUEST);
        }
        requireView(realm.getClientById(app));
        List<Grant> active =
                new GrantBook(session).search(realm, new GrantQuery(null, app, GrantStatus.ACTIVE, 0, AT_ONCE));
        long ended = active.stream().filter(grant -> hasEnded(grant, app)).count();
        if (ended > 0) {
            told("grants", "of", app);
        }
        return Response.ok(Map.of("ended", ended, "left", ended < active.size() || active.size() == AT_ONCE))
                .build();
    }

    /** In a transaction of its own: no lock is held while the next one's sessions are waited for, and one that fails undoes no other. */
    private boolean hasEnded(Grant grant, String app) {
        try {
            KeycloakModelUtils.runJobInTransaction(
                    session.getKeycloakSessionFactory(),
                    session.getContext(),
                    own -> new Grants(own).end(own.getContext().getRealm(), personId(grant), app, Cause.BY_ADMIN));
            return true;
        } catch (RuntimeException e) {
            LOG.warnf(e, "grant %s could not be ended", grant.id());
            return false;
        }
    }

    private void told(String... path) {
        String[] whole = new String[path.length + 1];
        whole[0] = PersonRestFactory.ID;
        System.arraycopy(path, 0, whole, 1, path.length);
        adminEvent.operation(OperationType.DELETE).resourcePath(whole).success();
    }

    private Grant require(String id) {
        // Who may see nobody is not told which grants there are.
        auth.users().requireQuery();
        Grant grant = found(id);
        requireView(personId(grant));
        return grant;
    }

    private Grant found(String id) {
        if (!Ids.isOne(id)) {
            throw new NotFoundException();
        }
        return new GrantBook(session).find(realm, UUID.fromString(id)).orElseThrow(NotFoundException::new);
    }

    private void requireView(String userId) {
        UserModel person = session.users().getUserById(realm, userId);
        if (person == null) {
            auth.users().requireView();
        } else {
            auth.users().requireView(person);
        }
    }

    /** Of an app that is gone there is nothing to view: its grants are those of people. */
    private void requireView(@Nullable ClientModel app) {
        if (app != null) {
            auth.clients().requireView(app);
        }
    }

    private Map<String, Object> withPerson(Grant grant, Map<String, Object> json) {
        Map<String, Object> person = new LinkedHashMap<>();
        person.put("id", personId(grant));
        UserModel known = session.users().getUserById(realm, personId(grant));
        if (known != null) {
            person.put("username", known.getUsername());
        }
        json.put("person", person);
        return json;
    }

    private static @Nullable GrantStatus status(@Nullable String word) {
        try {
            return word == null || word.isEmpty() ? null : GrantStatus.of(word);
        } catch (IllegalArgumentException e) {
            throw ErrorResponse.error("The status is active, revoked or expired.", Response.Status.BAD_REQUEST);
        }
    }

    private GrantView view() {
        return new GrantView(session, realm, session.getContext().resolveLocale(null));
    }

    private static String personId(Grant grant) {
        return grant.person().id().toString();
    }

    private static String appId(Grant grant) {
        return grant.app().principal().id().toString();
    }
}
