package cloud.vibe.standalone.bench.identity;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Refusal;
import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ways of one person to a token, the same on both sides but for the consent screen that is met. */
final class Walk {
    private static final String SCOPE = "openid notes:read notes:write";
    private static final Pattern CODE = Pattern.compile("name=\"code\"[^>]*value=\"([^\"]*)\"");

    private final Visitor visitor;
    private Tokens tokens;

    /** Signs in for the first time: password, consent, code, tokens. */
    Walk(Endpoints endpoints, RealmAdmin.Person person) {
        visitor = new Visitor(endpoints);
        IdentityPage page = visitor.logIn(visitor.authorize(SCOPE, Map.of()), person.email(), person.password());
        IdentityPage end = page.asksForConsent() ? visitor.decide(page, "allow", page.options()) : allowStock(page);
        tokens = visitor.redeem(end.answer("code"));
    }

    /** With the session and the consent of before: a code without a question, and tokens for it. */
    void silently() {
        tokens = visitor.redeem(
                visitor.authorize(SCOPE, Map.of("prompt", "none")).answer("code"));
    }

    void refresh() {
        TokenAnswer response = visitor.refresh(tokens);
        if (response.status() != 200) {
            throw new Refusal("A refresh was refused: " + response);
        }
        tokens = Tokens.of(response.json());
    }

    private IdentityPage allowStock(IdentityPage page) {
        Matcher code = CODE.matcher(page.body());
        String hidden = code.find() ? "code=" + URLEncoder.encode(code.group(1), StandardCharsets.UTF_8) + "&" : "";
        return visitor.post(page.action(), hidden + "accept=Yes");
    }
}
