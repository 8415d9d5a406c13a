package cloud.vibe.keycloak.rest;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Puts a realm's grants below {@code /admin/realms/{realm}/vibe}, where Keycloak has looked already at who is asking. */
public final class AdminRestFactory implements AdminRealmResourceProviderFactory {
    @Override
    public AdminRealmResourceProvider create(KeycloakSession unused) {
        return new AdminRealmResourceProvider() {
            @Override
            public Object getResource(
                    KeycloakSession session,
                    RealmModel realm,
                    AdminPermissionEvaluator auth,
                    AdminEventBuilder adminEvent) {
                return new AdminGrants(session, realm, auth, adminEvent);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public String getId() {
        return PersonRestFactory.ID;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}
}
