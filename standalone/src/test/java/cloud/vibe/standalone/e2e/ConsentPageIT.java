package cloud.vibe.standalone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The consent page in the hands of people who do not have a mouse, scripts, or a language that is read from left to right. */
@ExtendWith({RunningCloud.class, Browser.class})
class ConsentPageIT {
    private static final String BOTH = "openid notes:read notes:write";
    private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

    private final RunningCloud.Stack stack;
    private final Browser.Windows browser;
    private final Visitor visitor;
    private Admin.Person person = new Admin.Person("", "", "");

    ConsentPageIT(RunningCloud.Stack stack, Browser.Windows browser) {
        this.stack = stack;
        this.browser = browser;
        this.visitor = new Visitor(stack.endpoints());
    }

    @BeforeEach
    void newPerson() {
        person = new Admin(stack).newPerson();
    }

    @Test
    void withoutScriptsEverythingOnItWorks() {
        Page page = browser.window(new NewContextOptions().setJavaScriptEnabled(false));
        open(page);
        page.locator("input[name=permission]").uncheck();
        page.locator("select[name=duration]").selectOption("month");

        Tokens tokens = allowed(page, page.locator("#vibe-allow")::click);

        assertThat(tokens.permissions()).containsExactly("notes:read");
        Instant until =
                Instant.ofEpochSecond(tokens.claims().path("grant_until").asLong());
        assertThat(until)
                .isBetween(
                        Instant.now().plus(Duration.ofDays(29)), Instant.now().plus(Duration.ofDays(31)));
    }

    @Test
    void withoutScriptsSomebodyElseCanAnswer() {
        Page page = browser.window(new NewContextOptions().setJavaScriptEnabled(false));
        open(page);

        page.locator("#vibe-switch").click();

        assertThat(page.locator("input[name=password]")).isVisible();
    }

    @Test
    void theKeysOfAKeyboardAreEnough() {
        Page page = browser.window();
        open(page);
        Locator permission = page.locator("input[name=permission]");
        reach(page, permission);
        page.keyboard().press("Space");
        assertThat(permission).not().isChecked();
        reach(page, page.locator("#vibe-allow"));

        Tokens tokens = allowed(page, () -> page.keyboard().press("Enter"));

        assertThat(tokens.permissions()).containsExactly("notes:read");
    }

    @Test
    void inArabicItIsReadFromTheRight() {
        for (NewContextOptions look : Browser.Windows.looks()) {
            Page page = browser.window("ar", look);
            open(page);

            assertThat(page.locator("html")).hasAttribute("dir", "rtl");
            assertThat(page.locator("html")).hasAttribute("lang", "ar");
            assertThat(page.locator("#vibe-allow")).hasText("السماح");
            double words = page.locator("label .vibe-permission-words").first().boundingBox().x;
            double knob = page.locator("label .vibe-switch").first().boundingBox().x;
            assertThat(knob).isLessThan(words);
            assertThat((int) page.evaluate(
                            "document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .isZero();
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(Path.of(
                            "target/screenshots",
                            "consent-ar-"
                                    + look.colorScheme.map(Object::toString).orElse("") + "-"
                                    + look.viewportSize.map(size -> size.width).orElse(0) + ".png")));
            List<Rule> violations = new AxeBuilder(page)
                    .withTags(AccessibilityIT.WCAG_22_AA)
                    .analyze()
                    .getViolations();
            assertThat(violations.stream()
                            .map(rule -> rule.getId() + " " + rule.getNodes())
                            .toList())
                    .isEmpty();
            page.context().close();
        }
    }

    private void open(Page page) {
        page.navigate(visitor.authorization(BOTH, Map.of()));
        page.locator("input[name=username]").fill(person.email());
        page.locator("input[name=password]").fill(person.password());
        page.locator("input[name=password]").press("Enter");
        assertThat(page.locator("#vibe-allow")).isVisible();
    }

    // As far as a person would go before they gave up.
    private static void reach(Page page, Locator wanted) {
        for (int i = 0; i < 30; i++) {
            if ((boolean) wanted.evaluate("element => element === document.activeElement")) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("the keyboard does not reach " + wanted);
    }

    // The app does not know of this request, and leaves the code alone.
    private Tokens allowed(Page page, Runnable answer) {
        String callback = stack.endpoints().app() + "/callback";
        String address = page.waitForRequest(request -> request.url().startsWith(callback), answer)
                .url();
        Matcher code = CODE.matcher(address);
        assertThat(code.find()).as(address).isTrue();
        return visitor.redeem(code.group(1));
    }
}
