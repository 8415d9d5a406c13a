package cloud.vibe.standalone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page that a person meets on the way, by the rules of WCAG 2.2 AA, in light and dark, on a desktop and on a phone. */
@ExtendWith({RunningCloud.class, Browser.class})
class AccessibilityIT {
    static final List<String> WCAG_22_AA = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

    private final RunningCloud.Stack stack;
    private final Browser.Windows browser;

    AccessibilityIT(RunningCloud.Stack stack, Browser.Windows browser) {
        this.stack = stack;
        this.browser = browser;
    }

    static List<Look> looks() {
        return Browser.Windows.looks().stream().map(Look::new).toList();
    }

    /** A screen and a colour scheme. */
    record Look(NewContextOptions options) {
        @Override
        public String toString() {
            return options.colorScheme.map(Object::toString).orElse("") + "-"
                    + options.viewportSize.map(size -> size.width).orElse(0);
        }
    }

    @ParameterizedTest
    @MethodSource("looks")
    void everyPageOnTheWayHoldsToWcag(Look look) {
        Admin.Person person = new Admin(stack).newPerson();
        Page page = browser.window(look.options());

        page.navigate(stack.endpoints().app());
        assertThat(page.getByTestId("continue")).isVisible();
        check(page, look, "app-signed-out");

        page.getByTestId("continue").click();
        page.waitForURL(Pattern.compile(".*/protocol/openid-connect/auth.*"));
        check(page, look, "login");
        page.locator("input[name=username]").fill(person.email());
        page.locator("input[name=password]").fill("wrong");
        page.locator("input[name=password]").press("Enter");
        assertThat(page.locator("[role=alert], .vibe-error").first()).isVisible();
        check(page, look, "login-wrong");

        page.locator("#kc-registration a").click();
        assertThat(page.locator("input[name=firstName]")).isVisible();
        check(page, look, "register");
        page.goBack();

        page.locator("input[name=username]").fill(person.email());
        page.locator("input[name=password]").fill(person.password());
        page.locator("input[name=password]").press("Enter");
        assertThat(page.locator("button[name=decision][value=allow]")).isVisible();
        check(page, look, "consent");

        page.locator("button[name=decision][value=allow]").click();
        assertThat(page.getByTestId("live-status")).containsText("Live");
        check(page, look, "app-signed-in");

        page.navigate(stack.endpoints().issuer() + "/account/applications");
        assertThat(page.getByText("Vibe Notes").first()).isVisible();
        check(page, look, "account-apps");

        page.navigate(stack.endpoints().issuer() + "/protocol/openid-connect/auth?client_id=nobody");
        check(page, look, "error");
    }

    private static void check(Page page, Look look, String name) {
        page.screenshot(
                new Page.ScreenshotOptions().setPath(Path.of("target/screenshots", name + "-" + look + ".png")));
        List<Rule> violations =
                new AxeBuilder(page).withTags(WCAG_22_AA).analyze().getViolations();
        assertThat(violations.stream()
                        .map(rule -> rule.getId() + " " + rule.getNodes())
                        .toList())
                .as(name + " " + look)
                .isEmpty();
    }
}
