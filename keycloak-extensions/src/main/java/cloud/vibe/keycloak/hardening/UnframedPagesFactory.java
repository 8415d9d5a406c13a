package cloud.vibe.keycloak.hardening;

import org.keycloak.headers.SecurityHeadersProvider;
import org.keycloak.headers.SecurityHeadersProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Stands before Keycloak's own by its order; {@code --spi-security-headers--provider=default} goes back to that. */
public final class UnframedPagesFactory implements SecurityHeadersProviderFactory {
    @Override
    public SecurityHeadersProvider create(KeycloakSession session) {
        return new UnframedPages(session);
    }

    @Override
    public String getId() {
        return "vibe-unframed";
    }

    @Override
    public int order() {
        return 1;
    }
}
