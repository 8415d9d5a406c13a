package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Somebody sees on the consent page that they are signed in as another than they want to be. */
@ExtendWith(RunningCloud.class)
class SwitchAccountIT {
    private static final String READ = "openid notes:read";
    private static final String BOTH = "openid notes:read notes:write";

    private final RunningCloud.Stack stack;
    private final Admin admin;
    private Admin.Person here = new Admin.Person("", "", "");
    private Admin.Person other = here;
    private Visitor visitor;

    SwitchAccountIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
        this.visitor = new Visitor(stack.endpoints());
    }

    @BeforeEach
    void twoPeopleAndOneBrowser() {
        here = admin.newPerson();
        other = admin.newPerson();
        visitor = new Visitor(stack.endpoints());
    }

    @Test
    void whoHasJustSignedInAnswersAsSomebodyElse() {
        IdentityPage consent = visitor.logIn(visitor.authorize(BOTH, Map.of()), here.email(), here.password());

        assertThat(asOther(visitor.decide(consent, "switch", List.of()))
                        .claims()
                        .path("sub")
                        .asText())
                .isEqualTo(other.id());
        assertThat(visitor.authorize(BOTH, Map.of("prompt", "none")).answer("code"))
                .isNotEmpty();
    }

    @Test
    void theSignInThatWasThereEndsWithAllItsTokens() {
        Tokens before = visitor.signIn(here.email(), here.password(), READ);
        assertThat(list(before).status()).isEqualTo(200);
        IdentityPage consent = visitor.authorize(BOTH, Map.of());
        assertThat(consent.asksForConsent()).isTrue();

        Tokens after = asOther(visitor.decide(consent, "switch", List.of()));

        assertThat(after.claims().path("sub").asText()).isEqualTo(other.id());
        assertThat(list(after).status()).isEqualTo(200);
        TokenAnswer refused = eventually(() -> list(before), answer -> answer.status() == 401);
        assertThat(refused.json().path("code").asText()).isEqualTo("signed_out");
        assertThat(visitor.refresh(before).json().path("error").asText()).isEqualTo("invalid_grant");
    }

    /** RFC 9126: what was pushed goes with the sign-in that begins anew, and is forgotten with its answer. */
    @Test
    void aPushedRequestGoesOnAsSomebodyElse() {
        String requestUri = visitor.push(Map.of(
                        "redirect_uri",
                        stack.endpoints().app() + "/callback",
                        "response_type",
                        "code",
                        "scope",
                        BOTH,
                        "code_challenge",
                        "a".repeat(43),
                        "code_challenge_method",
                        "S256"))
                .json()
                .path("request_uri")
                .asText();
        IdentityPage consent = visitor.logIn(visitor.authorizePushed(requestUri), here.email(), here.password());
        IdentityPage page = visitor.decide(consent, "switch", List.of());
        IdentityPage ofOther = visitor.logIn(page, other.email(), other.password());
        assertThat(ofOther.body()).contains(other.email()).doesNotContain(here.email());
        assertThat(visitor.decide(ofOther, "allow", ofOther.options()).answer("code"))
                .isNotEmpty();
        assertThat(visitor.authorizePushed(requestUri).answer("code")).isEmpty();
    }

    /** The page stays open in another tab, say, and is answered late. */
    @Test
    void theOldPageIsNoAnswerAnyMore() {
        IdentityPage consent = visitor.logIn(visitor.authorize(BOTH, Map.of()), here.email(), here.password());
        visitor.decide(consent, "switch", List.of());

        IdentityPage late = visitor.decide(consent, "allow", consent.options());

        assertThat(late.answer("code")).isEmpty();
        assertThat(visitor.authorize(BOTH, Map.of("prompt", "none")).answer("error"))
                .isEqualTo("login_required");
    }

    @Test
    void nobodyElseSwitchesForThem() {
        Tokens tokens = visitor.signIn(here.email(), here.password(), READ);
        IdentityPage consent = visitor.authorize(BOTH, Map.of());

        new Visitor(stack.endpoints()).decide(consent, "switch", List.of());

        assertThat(visitor.refresh(tokens).status()).isEqualTo(200);
        assertThat(list(tokens).status()).isEqualTo(200);
    }

    private Tokens asOther(IdentityPage page) {
        assertThat(page.asksForPassword()).isTrue();
        IdentityPage consent = visitor.logIn(page, other.email(), other.password());
        assertThat(consent.body()).contains(other.email()).doesNotContain(here.email());
        return visitor.redeem(
                visitor.decide(consent, "allow", consent.options()).answer("code"));
    }

    private TokenAnswer list(Tokens tokens) {
        return new DataApi(stack.endpoints().api(), tokens.access()).list();
    }
}
