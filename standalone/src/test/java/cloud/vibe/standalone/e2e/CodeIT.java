package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A code is worth something to the app that asked for it, once, with its verifier; whoever has caught it has nothing. */
@ExtendWith(RunningCloud.class)
class CodeIT {
    private static final String BOTH = "openid notes:read notes:write";

    private final RunningCloud.Stack stack;
    private final Admin admin;
    private final Visitor visitor;
    private final Admin.Person person;

    CodeIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
        this.visitor = new Visitor(stack.endpoints());
        this.person = admin.newPerson();
    }

    private String code() {
        IdentityPage page = visitor.logIn(visitor.authorize(BOTH, Map.of()), person.email(), person.password());
        return visitor.decide(page, "allow", List.of()).answer("code");
    }

    private static void requireInvalidGrant(TokenAnswer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).isEqualTo("invalid_grant");
        assertThat(answer.body()).doesNotContain("access_token");
    }

    @Test
    void withoutItsVerifierItIsWorthNothing() {
        requireInvalidGrant(new Visitor(stack.endpoints()).tryToRedeem(code()));
    }

    @Test
    void toAskWithoutAnyVerifierIsNoWayRound() {
        requireInvalidGrant(visitor.token(
                Map.of("grant_type", "authorization_code", "code", code(), "redirect_uri", redirectUri())));
    }

    @Test
    void anotherAppCannotRedeemIt() {
        admin.newPermission("code-it:read");
        admin.newPermission("code-it:write");
        requireInvalidGrant(
                admin.newApp("code-it:read", "code-it:write").visitor(stack).tryToRedeem(code()));
    }

    @Test
    void anotherAddressCannotRedeemIt() {
        Map<String, String> form = new HashMap<>(Map.of("grant_type", "authorization_code", "code", code()));
        form.put("redirect_uri", redirectUri() + "/elsewhere");
        requireInvalidGrant(visitor.token(form));
    }

    /** RFC 6749 section 4.1.2: and then what it gave is worth nothing either, also at the data API. */
    @Test
    void usedTwiceItEndsWhatItGave() {
        String code = code();
        Tokens tokens = visitor.redeem(code);
        DataApi api = new DataApi(stack.endpoints().api(), tokens.access());
        assertThat(api.list().status()).isEqualTo(200);

        requireInvalidGrant(visitor.tryToRedeem(code));

        requireInvalidGrant(visitor.refresh(tokens));
        TokenAnswer refused = eventually(api::list, answer -> answer.status() == 401);
        assertThat(refused.json().path("code").asText()).isEqualTo("signed_out");
    }

    private String redirectUri() {
        return stack.endpoints().app() + "/callback";
    }
}
