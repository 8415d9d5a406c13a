package cloud.vibe.keycloak.hardening;

import cloud.vibe.keycloak.outbox.Outbox;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import org.jspecify.annotations.Nullable;
import org.keycloak.headers.DefaultSecurityHeadersProvider;
import org.keycloak.models.BrowserSecurityHeaders;
import org.keycloak.models.ContentSecurityPolicyBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Keycloak's headers, and in our realms no page is shown in a frame, whoever's, but the few that Keycloak makes for frames and marks as such.
 * The realm cannot say so itself: where it forbids frames, Keycloak does not lift that for those pages, and its consoles fail. What an
 * admin has allowed beyond Keycloak's own {@code 'self'} stays.
 */
final class UnframedPages extends DefaultSecurityHeadersProvider {
    private static final String POLICY = BrowserSecurityHeaders.CONTENT_SECURITY_POLICY.getHeaderName();
    private static final String FRAMES = BrowserSecurityHeaders.X_FRAME_OPTIONS.getHeaderName();

    private final KeycloakSession session;

    UnframedPages(KeycloakSession session) {
        super(session);
        this.session = session;
    }

    @Override
    public void addHeaders(ContainerRequestContext request, ContainerResponseContext response) {
        super.addHeaders(request, response);
        MultivaluedMap<String, Object> headers = response.getHeaders();
        // Pages alone: other answers may be of a realm that is just being deleted.
        if (isPage(response) && headers.containsKey(POLICY) && isOfOurs()) {
            forbidFrames(headers);
        }
    }

    private static boolean isPage(ContainerResponseContext response) {
        @Nullable MediaType type = response.getMediaType();
        return type != null && type.isCompatible(MediaType.TEXT_HTML_TYPE);
    }

    private boolean isOfOurs() {
        @Nullable RealmModel realm = session.getContext().getRealm();
        return realm != null && Outbox.isToldOf(realm);
    }

    static void forbidFrames(MultivaluedMap<String, Object> headers) {
        ContentSecurityPolicyBuilder policy =
                ContentSecurityPolicyBuilder.create(String.valueOf(headers.getFirst(POLICY)));
        if (policy.isDefaultFrameAncestors()) {
            policy.frameAncestors(ContentSecurityPolicyBuilder.DIRECTIVE_VALUE_NONE);
            headers.putSingle(POLICY, policy.build());
            headers.putSingle(FRAMES, "DENY");
        }
    }
}
