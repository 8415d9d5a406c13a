package cloud.vibe.standalone.e2e;

import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** What those who begin without an account have in common: an app that takes them, and a browser without scripts. */
@ExtendWith({RunningCloud.class, Browser.class})
abstract class GuestJourney {
    static final String BOTH = "openid notes:read notes:write";
    static final String PASSWORD = "a-long-enough-one";
    static final Map<String, String> AS_A_GUEST = Map.of("vibe_guest", "true");
    static final Map<String, String> CREATE = Map.of("prompt", "create");
    static final String GUESTS = "guests";

    final RunningCloud.Stack stack;
    final Browser.Windows browser;
    final Admin admin;
    Admin.App app = new Admin.App("", "", "");
    Visitor visitor;

    GuestJourney(RunningCloud.Stack stack, Browser.Windows browser) {
        this.stack = stack;
        this.browser = browser;
        this.admin = new Admin(stack);
        this.visitor = new Visitor(stack.endpoints());
    }

    @BeforeEach
    void anAppThatTakesGuests() {
        app = admin.newApp("notes:read", "notes:write");
        admin.letGuestsIn(app);
        visitor = app.visitor(stack);
    }

    /** The app does not know of this request, and leaves the code alone. */
    Tokens back(com.microsoft.playwright.Page page, Runnable last) {
        String address = page.waitForRequest(request -> request.url().startsWith(app.redirectUri()), last)
                .url();
        return visitor.redeem(new IdentityPage(302, address, "").answer("code"));
    }

    Tokens begin(IdentityPage page) {
        return visitor.redeem(visitor.decide(page, "allow", page.options()).answer("code"));
    }

    DataApi api(Tokens tokens) {
        return new DataApi(stack.endpoints().api(), tokens.access());
    }

    static Admin.Person person(Tokens tokens) {
        return new Admin.Person(tokens.claims().path("sub").asText(), "", "");
    }

    static String id(Tokens tokens) {
        return tokens.claims().path("sub").asText();
    }
}
