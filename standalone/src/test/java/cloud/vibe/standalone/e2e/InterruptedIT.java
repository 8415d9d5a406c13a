package cloud.vibe.standalone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.Visitor;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** People go back, open a second tab, and come back to a page when all is over. */
@ExtendWith({RunningCloud.class, Browser.class})
class InterruptedIT {
    private static final String BOTH = "openid notes:read notes:write";
    private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

    private final RunningCloud.Stack stack;
    private final Admin admin;
    private final Visitor visitor;
    private final Page page;
    private Admin.Person person = new Admin.Person("", "", "");

    InterruptedIT(RunningCloud.Stack stack, Browser.Windows browser) {
        this.stack = stack;
        this.admin = new Admin(stack);
        this.visitor = new Visitor(stack.endpoints());
        this.page = browser.window();
    }

    @BeforeEach
    void newPerson() {
        person = admin.newPerson();
    }

    @AfterEach
    void close() {
        page.context().close();
    }

    private void logIn(Page tab) {
        tab.locator("input[name=username]").fill(person.email());
        tab.locator("input[name=password]").fill(person.password());
        tab.locator("input[name=password]").press("Enter");
    }

    private void open(Page tab, Visitor of, String scope) {
        tab.navigate(of.authorization(scope, Map.of()));
        logIn(tab);
        assertThat(tab.locator("#vibe-allow")).isVisible();
    }

    private String allowed(Page tab, String redirectUri) {
        String address = tab.waitForRequest(
                        request -> request.url().startsWith(redirectUri),
                        () -> tab.locator("#vibe-allow").click())
                .url();
        Matcher code = CODE.matcher(address);
        assertThat(code.find()).as(address).isTrue();
        return code.group(1);
    }

    private int grants() {
        return admin.get("/vibe/grants?person=" + person.id()).size();
    }

    @Test
    void whoGoesBackToThePageThatTheyHaveAnsweredLosesNothing() {
        open(page, visitor, BOTH);
        visitor.redeem(allowed(page, callback()));
        page.waitForLoadState();

        page.goBack();

        // What is there leads on, and not into an error.
        assertThat(page.locator("body")).not().hasAttribute("data-page-id", "login-error");
        // The session goes on and the grant stands: nothing is asked again.
        page.navigate(visitor.authorization(BOTH, Map.of()));
        page.waitForURL(url -> url.startsWith(stack.endpoints().app()));
        assertThat(admin.get("/vibe/grants?person=" + person.id())
                        .at("/0/version")
                        .asInt())
                .isOne();
    }

    @Test
    void whoGoesBackFromTheConsentPageToThePasswordGoesOn() {
        open(page, visitor, BOTH);

        page.goBack();
        assertThat(page.locator("input[name=password]")).isVisible();
        logIn(page);

        assertThat(visitor.redeem(allowed(page, callback())).permissions())
                .containsExactlyInAnyOrder("notes:read", "notes:write");
    }

    @Test
    void twoAppsInTwoTabsAreAnsweredEachForItself() {
        admin.newPermission("tabs-it:read");
        admin.newPermission("tabs-it:write");
        Admin.App app = admin.newApp("tabs-it:read", "tabs-it:write");
        Visitor other = app.visitor(stack);
        Page second = page.context().newPage();
        page.navigate(visitor.authorization(BOTH, Map.of()));
        second.navigate(other.authorization("openid tabs-it:read", Map.of()));

        logIn(page);
        assertThat(page.locator("#vibe-allow")).isVisible();
        page.evaluate("window.isAsItWas = true");
        second.reload();
        if (second.locator("input[name=password]").isVisible()) {
            logIn(second);
        }
        assertThat(second.locator("#vibe-allow")).isVisible();

        assertThat(other.redeem(allowed(second, app.redirectUri())).permissions())
                .containsExactly("tabs-it:read");
        // The first page notices that somebody is signed in by now, and comes again by itself.
        page.waitForFunction("() => window.isAsItWas === undefined");
        assertThat(visitor.redeem(allowed(page, callback())).permissions())
                .containsExactlyInAnyOrder("notes:read", "notes:write");
        assertThat(grants()).isEqualTo(2);
    }

    @Test
    void whoseSessionIsLostOnTheWayReadsSo() {
        open(page, visitor, BOTH);
        page.context().clearCookies();

        page.locator("#vibe-allow").click();

        assertThat(page.locator("#vibe-allow")).not().isVisible();
        assertThat(page.url()).startsWith(stack.endpoints().identity());
        assertThat(page.locator("main")).containsText("Go back to the app and sign in again");
        assertThat(CODE.matcher(page.url()).find()).isFalse();
        assertThat(grants()).isZero();
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target/screenshots", "session-lost.png")));
    }

    private String callback() {
        return stack.endpoints().app() + "/callback";
    }
}
