package cloud.vibe.keycloak.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import org.junit.jupiter.api.Test;

/** What an answer's headers become; that they are those of every page is seen in the running cloud. */
final class UnframedPagesTest {
    @Test
    void whereKeycloakAllowsItsOwnFramesThereAreNone() {
        MultivaluedMap<String, Object> headers =
                headers("frame-src 'self'; frame-ancestors 'self'; object-src 'none'; base-uri 'self';");
        UnframedPages.forbidFrames(headers);
        assertThat(headers.getFirst("Content-Security-Policy").toString())
                .contains("frame-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'self'")
                .doesNotContain("frame-ancestors 'self'");
        assertThat(headers.get("X-Frame-Options")).containsExactly("DENY");
    }

    @Test
    void whatAnAdminHasAllowedStays() {
        String allowed = "frame-ancestors 'self' https://portal.example; object-src 'none';";
        MultivaluedMap<String, Object> headers = headers(allowed);
        UnframedPages.forbidFrames(headers);
        assertThat(headers.get("Content-Security-Policy")).containsExactly(allowed);
        assertThat(headers.get("X-Frame-Options")).containsExactly("SAMEORIGIN");
    }

    @Test
    void whatIsMadeForFramesMayBeShownInThem() {
        MultivaluedMap<String, Object> headers = headers("frame-src 'self'; object-src 'none';");
        headers.remove("X-Frame-Options");
        UnframedPages.forbidFrames(headers);
        assertThat(headers.get("Content-Security-Policy")).containsExactly("frame-src 'self'; object-src 'none';");
        assertThat(headers).doesNotContainKey("X-Frame-Options");
    }

    private static MultivaluedMap<String, Object> headers(String policy) {
        MultivaluedMap<String, Object> headers = new MultivaluedHashMap<>();
        headers.putSingle("Content-Security-Policy", policy);
        headers.putSingle("X-Frame-Options", "SAMEORIGIN");
        return headers;
    }
}
