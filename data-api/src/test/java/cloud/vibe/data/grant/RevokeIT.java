package cloud.vibe.data.grant;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An app signs itself out by the token that it has. */
final class RevokeIT {
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:write");
    private final String session = UUID.randomUUID().toString();

    @BeforeEach
    void itIsLetIn() throws Exception {
        assertThat(api.tell(app, "active").status()).isEqualTo(202);
    }

    private Api.Answer revoke(String token) throws Exception {
        return api.send(api.request("/auth/revoke")
                .header("Authorization", "Bearer " + token)
                .DELETE());
    }

    private String code(String token) throws Exception {
        return api.getWith(token, "/v1/documents?type=notes").code();
    }

    private void tellSignOut() {
        try {
            String event = app.signOut(
                    Map.of("kind", "session", "id", session, "app", app.clientId()),
                    Instant.now().toString());
            assertThat(api.push(event).status()).isEqualTo(202);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whenItIsAnsweredItIsOver() throws Exception {
        String token = app.tokenOf(session, 0);
        String other = app.tokenOf(UUID.randomUUID().toString(), 0);
        List<String> asked = new ArrayList<>();
        TestCloud.get().identity().signsOut(app, change -> {
            asked.add(change.exchange().getRequestMethod() + " "
                    + change.exchange().getRequestHeaders().getFirst("Authorization"));
            tellSignOut();
            change.answer(204, "");
        });

        assertThat(revoke(token).status()).isEqualTo(204);

        assertThat(asked).containsExactly("DELETE Bearer " + token);
        assertThat(code(token)).isEqualTo("signed_out");
        assertThat(api.getWith(other, "/v1/documents?type=notes").status()).isEqualTo(200);
        Api.Answer again = revoke(token);
        assertThat(again.code()).isEqualTo("signed_out");
        assertThat(again.json().path("error").asText()).isEqualTo("invalid_token");
        assertThat(asked).hasSize(1);
    }

    @Test
    void whatIsNotInEffectYetIsSaidSo() throws Exception {
        String token = app.tokenOf(session, 0);
        TestCloud.get().identity().signsOut(app, change -> change.answer(204, ""));
        assertThat(revoke(token).status()).isEqualTo(202);
        assertThat(api.getWith(token, "/v1/documents?type=notes").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "401, 401, token_invalid, invalid_token",
        "403, 403, permission_missing, insufficient_scope",
        "200, 503, unavailable, temporarily_unavailable",
        "302, 503, unavailable, temporarily_unavailable",
        "500, 503, unavailable, temporarily_unavailable",
    })
    void whatTheIdentitySideRefusesIsRefused(int theirs, int ours, String code, String error) throws Exception {
        TestCloud.get().identity().signsOut(app, change -> change.answer(theirs, ""));

        Api.Answer answer = revoke(app.tokenOf(session, 0));

        assertThat(answer.status()).isEqualTo(ours);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().path("error").asText()).isEqualTo(error);
    }

    @Test
    void withoutASignInThereIsNothingToEnd() throws Exception {
        assertThat(revoke(app.ownToken("notes:write")).code()).isEqualTo("permission_missing");
        assertThat(api.send(api.request("/auth/revoke").DELETE()).code()).isEqualTo("token_missing");
        assertThat(revoke("forged").code()).isEqualTo("token_invalid");
    }
}
