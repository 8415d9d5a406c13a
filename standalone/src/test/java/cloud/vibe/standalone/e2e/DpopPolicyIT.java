package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where proofs of possession are required nobody gets a token without one; and what becomes of a refresh token that is used twice. */
@ExtendWith(RunningCloud.class)
class DpopPolicyIT {
    private static final String SCOPE = "openid notes:read";
    private static final String REDIRECT_URI = "https://client.example/callback";

    private final RunningCloud.Stack stack;
    private final Admin admin;

    DpopPolicyIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
    }

    @Test
    void anAppMayRequireThemForItself() {
        String clientId = admin.newStandardApp(REDIRECT_URI, REDIRECT_URI, true);

        TokenAnswer refused = redeem(new Visitor(stack.endpoints(), clientId, REDIRECT_URI));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("error_description").asText()).contains("DPoP");
    }

    @Test
    void theRealmMayRequireThemOfEveryAppAndSinceNow() {
        Admin.Person person = admin.newPerson();
        Visitor visitor = new Visitor(stack.endpoints());
        Tokens before = visitor.signIn(person.email(), person.password(), SCOPE);
        Admin.Sibling sibling = admin.newSibling("notes", "notes:write");
        Map<String, String> credentials = Map.of("grant_type", "client_credentials", "client_secret", sibling.secret());
        Visitor server = new Visitor(stack.endpoints(), sibling.clientId(), "http://localhost/none");
        assertThat(server.token(credentials).status()).isEqualTo(200);

        admin.setRealmAttribute("vibe.dpopRequired", "true");
        try {
            for (TokenAnswer refused : new TokenAnswer[] {
                visitor.refresh(before), redeem(new Visitor(stack.endpoints())), server.token(credentials)
            }) {
                assertThat(refused.status()).isEqualTo(400);
                assertThat(refused.json().path("error").asText()).isEqualTo("invalid_dpop_proof");
            }
        } finally {
            admin.setRealmAttribute("vibe.dpopRequired", "false");
        }
        assertThat(visitor.refresh(before).status()).isEqualTo(200);
    }

    /** One of the two who use it has stolen it: neither keeps anything (RFC 9700 section 4.14.2). */
    @Test
    void aRefreshTokenThatIsUsedTwiceEndsItsWholeFamily() {
        Admin.Person person = admin.newPerson();
        Visitor visitor = new Visitor(stack.endpoints());
        Tokens first = visitor.signIn(person.email(), person.password(), SCOPE);
        Tokens second = Tokens.of(visitor.refresh(first).json());
        assertThat(list(second).status()).isEqualTo(200);

        assertThat(visitor.refresh(first).json().path("error").asText()).isEqualTo("invalid_grant");

        assertThat(visitor.refresh(second).json().path("error").asText()).isEqualTo("invalid_grant");
        TokenAnswer refused = eventually(() -> list(second), answer -> answer.status() == 401);
        assertThat(refused.json().path("code").asText()).isEqualTo("signed_out");
    }

    private TokenAnswer list(Tokens tokens) {
        return new DataApi(stack.endpoints().api(), tokens.access()).list();
    }

    private TokenAnswer redeem(Visitor visitor) {
        Admin.Person person = admin.newPerson();
        IdentityPage page = visitor.logIn(visitor.authorize(SCOPE, Map.of()), person.email(), person.password());
        if (page.asksForConsent()) {
            page = visitor.decide(page, "allow", page.options());
        }
        return visitor.tryToRedeem(page.answer("code"));
    }
}
