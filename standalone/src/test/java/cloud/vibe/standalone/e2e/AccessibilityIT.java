package cloud.vibe.standalone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.Visitor;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
        page.locator("#toggle-notes").click();
        page.locator("#content-notes summary").click();
        assertThat(page.locator("#content-notes ol li").first()).isVisible();
        check(page, look, "account-app");
        page.locator("#content-notes .vibe-permission button").click();
        assertThat(page.locator("#content-notes .vibe-said")).containsText("Taken back");
        check(page, look, "account-narrowed");
        page.locator("#content-notes")
                .getByText(Pattern.compile("remove access", Pattern.CASE_INSENSITIVE))
                .first()
                .click();
        page.locator(".pf-v5-c-modal-box button:has-text('Confirm')").click();
        page.locator("#vibe-earlier summary").click();
        assertThat(page.locator("#vibe-earlier ol li").first()).isVisible();
        check(page, look, "account-earlier");

        for (String language : List.of("en", "ar")) {
            page.navigate(new Visitor(stack.endpoints())
                    .authorization("openid notes:read", Map.of("prompt", "create", "ui_locales", language)));
            assertThat(page.locator("#vibe-leave")).isVisible();
            check(page, look, "sign-up-signed-in-" + language);
        }

        page.navigate(stack.endpoints().issuer() + "/protocol/openid-connect/auth?client_id=nobody");
        check(page, look, "error");
    }

    @ParameterizedTest
    @MethodSource("looks")
    void everyPageOfASignUpHoldsToWcag(Look look) {
        Page page = browser.window(look.options());
        page.navigate(new Visitor(stack.endpoints()).authorization("openid notes:read", Map.of("prompt", "create")));
        assertThat(page.locator("#vibe-sign-up")).isVisible();
        check(page, look, "sign-up");
        page.locator("input[name=email]").fill(stack.email(0));
        page.locator("input[name=email]").press("Enter");
        assertThat(page.locator("#input-error-email")).isVisible();
        check(page, look, "sign-up-taken");

        page.locator("input[name=email]").fill("new-" + UUID.randomUUID() + "@example.com");
        page.locator("input[name=email]").press("Enter");
        assertThat(page.locator("#registerWebAuthn")).isVisible();
        check(page, look, "sign-up-passkey");
        page.locator("#vibe-instead summary").click();
        page.locator("input[name=password]").fill("short");
        page.locator("input[name=password]").press("Enter");
        assertThat(page.locator("#input-error-password")).isVisible();
        check(page, look, "sign-up-password");
    }

    /** What a person is asked to add later: a passkey, and a key as a second factor. */
    @ParameterizedTest
    @MethodSource("looks")
    void everyPageThatAddsAKeyHoldsToWcag(Look look) {
        Admin admin = new Admin(stack);
        Map<String, String> words = Map.of(
                "webauthn-register-passwordless",
                "no password to remember",
                "webauthn-register",
                "After your password");
        words.forEach((action, said) -> {
            Admin.Person person = admin.newPerson();
            admin.requireOf(person, action);
            Page page = browser.window(look.options());
            page.navigate(new Visitor(stack.endpoints()).authorization("openid notes:read", Map.of()));
            page.locator("input[name=username]").fill(person.email());
            page.locator("input[name=password]").fill(person.password());
            page.locator("input[name=password]").press("Enter");
            assertThat(page.locator("#registerWebAuthn")).isVisible();
            assertThat(page.locator("#vibe-passkey")).containsText(said);
            assertThat(page.locator("#vibe-passkey-cannot")).hasCount(0);
            check(page, look, action);
            // And it does what it says.
            Device device = new Device(page, true);
            page.locator("#registerWebAuthn").click();
            assertThat(page.locator("#vibe-consent")).isVisible();
            assertThat(device.discoverable()).isEqualTo(action.endsWith("passwordless") ? 1 : 0);
            page.context().close();
        });
    }

    /** Where an admin keeps Keycloak's own registration. */
    @ParameterizedTest
    @MethodSource("looks")
    void keycloaksOwnRegistrationHoldsToWcag(Look look) {
        Admin admin = new Admin(stack);
        String ours = admin.get("").path("registrationFlow").asText();
        admin.changeRealm(realm -> realm.put("registrationFlow", "registration"));
        try {
            Page page = browser.window(look.options());
            page.navigate(
                    new Visitor(stack.endpoints()).authorization("openid notes:read", Map.of("prompt", "create")));
            assertThat(page.locator("#kc-register-form")).isVisible();
            check(page, look, "register");
            page.locator("input[name=email]").fill(stack.email(0));
            page.locator("input[name=password]").fill("short");
            page.locator("input[name=password]").press("Enter");
            assertThat(page.locator(".vibe-error").first()).isVisible();
            check(page, look, "register-wrong");
        } finally {
            admin.changeRealm(realm -> realm.put("registrationFlow", ours));
        }
    }

    @ParameterizedTest
    @MethodSource("looks")
    void everyPageOfAGuestHoldsToWcag(Look look) {
        Admin admin = new Admin(stack);
        Admin.App app = admin.newApp("notes:read", "notes:write");
        admin.letGuestsIn(app);
        for (String language : List.of("en", "ar")) {
            Page page = browser.window(language, look.options());
            page.navigate(
                    app.visitor(stack).authorization("openid notes:read notes:write", Map.of("vibe_guest", "true")));
            assertThat(page.locator("#vibe-guest")).isVisible();
            check(page, look, "guest-" + language);
            page.waitForRequest(
                    request -> request.url().startsWith(app.redirectUri()), page.locator("#vibe-allow")::click);
            page.navigate(app.visitor(stack).authorization("openid notes:read", Map.of("prompt", "create")));
            assertThat(page.locator("#vibe-start-anew")).isVisible();
            check(page, look, "sign-up-guest-" + language);
            page.locator("#vibe-have-account button").click();
            assertThat(page.locator("#kc-login")).isVisible();
            check(page, look, "login-guest-" + language);
            Admin.Person person = admin.newPerson();
            page.locator("input[name=username]").fill(person.email());
            page.locator("input[name=password]").fill(person.password());
            page.locator("#kc-login").click();
            assertThat(page.locator("#vibe-merge")).isVisible();
            check(page, look, "merge-" + language);
            page.context().close();
        }
    }

    /** The console is Keycloak's; what we add to it is ours. */
    @ParameterizedTest
    @MethodSource("looks")
    void whatTheAdminConsoleSaysOfGrantsHoldsToWcag(Look look) {
        Admin admin = new Admin(stack);
        Admin.Person person = admin.newPerson();
        List<String> grants = Stream.generate(() -> admin.newApp("notes:read", "notes:write"))
                .limit(2)
                .map(app -> app.visitor(stack)
                        .signIn(person.email(), person.password(), "openid notes:read")
                        .claims()
                        .path("grant")
                        .asText())
                .toList();
        admin.delete("/vibe/grants/" + grants.getFirst());
        Page page = browser.window(look.options());
        Console.signIn(stack, page, "users/" + person.id() + "/consents");
        for (String section : List.of("#vibe-active", "#vibe-earlier")) {
            page.locator(section + " summary").click();
            assertThat(page.locator(section + " ol li").first()).isVisible();
        }
        check(
                page,
                look,
                "console-grants",
                new AxeBuilder(page).include("#vibe-active").include("#vibe-earlier"));
    }

    private static void check(Page page, Look look, String name) {
        check(page, look, name, new AxeBuilder(page));
    }

    private static void check(Page page, Look look, String name, AxeBuilder rules) {
        page.screenshot(
                new Page.ScreenshotOptions().setPath(Path.of("target/screenshots", name + "-" + look + ".png")));
        List<Rule> violations = rules.withTags(WCAG_22_AA).analyze().getViolations();
        assertThat(violations.stream()
                        .map(rule -> rule.getId() + " " + rule.getNodes())
                        .toList())
                .as(name + " " + look)
                .isEmpty();
    }
}
