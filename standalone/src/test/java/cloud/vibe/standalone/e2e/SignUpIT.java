package cloud.vibe.standalone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An account in two screens, and a passkey in its place of a password. */
@ExtendWith({RunningCloud.class, Browser.class})
class SignUpIT {
    private static final String BOTH = "openid notes:read notes:write";
    private static final String PASSWORD = "a-long-enough-one";
    private static final String EMAIL = "vibe-sign-up";
    private static final String KEY = "webauthn-register";
    private static final String SIGNED_IN = "vibe-signed-in";
    private static final Map<String, String> CREATE = Map.of("prompt", "create");
    private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

    private final RunningCloud.Stack stack;
    private final Browser.Windows browser;
    private final Admin admin;
    private Visitor visitor;
    private String email = "";

    SignUpIT(RunningCloud.Stack stack, Browser.Windows browser) {
        this.stack = stack;
        this.browser = browser;
        this.admin = new Admin(stack);
        this.visitor = new Visitor(stack.endpoints());
    }

    @BeforeEach
    void somebodyNew() {
        visitor = new Visitor(stack.endpoints());
        email = "new-" + UUID.randomUUID() + "@example.com";
    }

    @Test
    void aPasskeyIsTwoScreensBeforeTheConsentAndOneTapWhenTheyComeBack() {
        Page page = browser.window();
        Device device = new Device(page, true);
        List<String> screens = screens(page);
        page.navigate(visitor.authorization(BOTH, CREATE));
        page.locator("input[name=email]").fill(email);
        page.locator("input[name=email]").press("Enter");
        page.locator("#registerWebAuthn").click();
        assertThat(page.locator("#vibe-allow")).isVisible();
        assertThat(screens).hasSize(3);

        Tokens tokens = allowed(page);

        assertThat(device.discoverable()).isEqualTo(1);
        JsonNode person = admin.people(email).path(0);
        assertThat(person.path("id").asText())
                .isEqualTo(tokens.claims().path("sub").asText());
        assertThat(person.path("emailVerified").asBoolean(true)).isFalse();
        assertThat(person.has("firstName")).isFalse();
        assertThat(person.path("requiredActions")).isEmpty();
        assertThat(admin.get("/users/" + person.path("id").asText() + "/credentials"))
                .singleElement()
                .satisfies(key -> assertThat(key.path("type").asText()).isEqualTo("webauthn-passwordless"));

        // Another day: the browser has forgotten the sign-in, the device has not forgotten the passkey.
        page.context().clearCookies();
        screens.clear();
        Page back = page;
        String callback = stack.endpoints().app() + "/callback";
        Request answer = page.waitForRequest(
                request -> request.url().startsWith(callback),
                () -> back.navigate(visitor.authorization(BOTH, Map.of())));
        assertThat(redeem(answer.url()).claims().path("sub").asText())
                .isEqualTo(person.path("id").asText());
        assertThat(screens).hasSize(1);
    }

    @Test
    void theSignInPageOffersPasskeysWhereItsOneFieldIs() {
        Page page = browser.window();
        page.navigate(visitor.authorization(BOTH, Map.of()));

        assertThat(page.locator("input[name=username]")).hasAttribute("autocomplete", "username webauthn");
        assertThat(page.locator("#authenticateWebAuthnButton")).isVisible();
    }

    @Test
    void whoseDeviceRefusesTakesAPassword() {
        Page page = browser.window();
        new Device(page, false);
        page.navigate(visitor.authorization(BOTH, CREATE));
        page.locator("input[name=email]").fill(email);
        page.locator("input[name=email]").press("Enter");
        assertThat(page.locator("input[name=password]")).isHidden();
        page.locator("#registerWebAuthn").click();
        assertThat(page.locator("#vibe-passkey-failed")).isVisible();
        assertThat(admin.people(email)).isEmpty();

        page.locator("#vibe-instead summary").click();
        page.locator("input[name=password]").fill(PASSWORD);
        page.locator("input[name=password]").press("Enter");

        assertThat(page.locator("#vibe-allow")).isVisible();
        assertThat(allowed(page).claims().path("sub").asText())
                .isEqualTo(admin.people(email).path(0).path("id").asText());
    }

    @Test
    void withoutScriptsAPasswordIsAllThereIsToSee() {
        Page page = browser.window(new NewContextOptions().setJavaScriptEnabled(false));
        page.navigate(visitor.authorization(BOTH, CREATE));
        page.locator("input[name=email]").fill(email);
        page.locator("#vibe-sign-up button").click();
        assertThat(page.locator("#registerWebAuthn")).isHidden();
        page.locator("input[name=password]").fill(PASSWORD);
        page.locator("input[name=password-confirm]").fill(PASSWORD);
        page.locator("#vibe-password button[type=submit]").click();

        assertThat(page.locator("#vibe-allow")).isVisible();
    }

    @Test
    void theAddressCanBeChangedBeforeThereIsAnAccount() {
        String other = "other-" + email;
        Page page = browser.window();
        new Device(page, true);
        page.navigate(visitor.authorization(BOTH, CREATE));
        page.locator("input[name=email]").fill(other);
        page.locator("input[name=email]").press("Enter");
        page.locator("#vibe-change button").click();
        assertThat(page.locator("input[name=email]")).hasValue(other);
        page.locator("input[name=email]").fill(email);
        page.locator("input[name=email]").press("Enter");
        assertThat(page.locator("#registerWebAuthn")).isVisible();
        page.reload();
        page.locator("#registerWebAuthn").click();

        assertThat(page.locator("#vibe-allow")).isVisible();
        assertThat(admin.people(email)).hasSize(1);
        assertThat(admin.people(other)).isEmpty();
    }

    @Test
    void whoGoesBackInTheBrowserBeginsAgain() {
        String other = "other-" + email;
        Page page = browser.window();
        new Device(page, true);
        page.navigate(visitor.authorization(BOTH, CREATE));
        page.locator("input[name=email]").fill(other);
        page.locator("input[name=email]").press("Enter");
        assertThat(page.locator("#registerWebAuthn")).isVisible();
        page.goBack();
        page.locator("input[name=email]").fill(email);
        page.locator("input[name=email]").press("Enter");
        page.locator("#registerWebAuthn").click();

        assertThat(page.locator("#vibe-allow")).isVisible();
        assertThat(admin.people(email)).hasSize(1);
        assertThat(admin.people(other)).isEmpty();
    }

    @Test
    void ofTwoTabsTheLaterOneMakesNobody() {
        IdentityPage one = visitor.authorize(BOTH, CREATE);
        IdentityPage later = visitor.giveEmail(visitor.authorize(BOTH, CREATE), "later-" + email);
        IdentityPage consent = visitor.signUp(one, email, PASSWORD);
        Tokens tokens = visitor.redeem(
                visitor.decide(consent, "allow", consent.options()).answer("code"));

        IdentityPage refused = visitor.choosePassword(later, PASSWORD);

        assertThat(refused.asksForConsent()).isFalse();
        assertThat(admin.people("later-" + email)).isEmpty();
        assertThat(visitor.refresh(tokens).status()).isEqualTo(200);
    }

    /** An address is nobody's until there is something to sign in with. */
    @Test
    void whoLeavesHalfwayHoldsNobodyOff() {
        IdentityPage left = visitor.giveEmail(visitor.authorize(BOTH, CREATE), email);
        assertThat(left.id()).isEqualTo(KEY);
        assertThat(admin.people(email)).isEmpty();

        Tokens owner = new Visitor(stack.endpoints()).register(email, PASSWORD, BOTH);
        IdentityPage late = visitor.choosePassword(left, "another-long-one");

        assertThat(late.id()).isEqualTo(EMAIL);
        assertThat(late.body()).contains("There is already an account with this email address.");
        assertThat(admin.people(email))
                .singleElement()
                .satisfies(person -> assertThat(person.path("id").asText())
                        .isEqualTo(owner.claims().path("sub").asText()));
        assertThat(visitor.authorize(BOTH, Map.of("prompt", "none")).answer("error"))
                .isEqualTo("login_required");
    }

    @Test
    void ofTwoAtOnceOneGetsTheAddress() throws Exception {
        List<Visitor> visitors = List.of(new Visitor(stack.endpoints()), new Visitor(stack.endpoints()));
        List<Callable<IdentityPage>> ends = new ArrayList<>();
        for (Visitor each : visitors) {
            IdentityPage second = each.giveEmail(each.authorize(BOTH, CREATE), email);
            ends.add(() -> each.choosePassword(second, PASSWORD));
        }
        int made = 0;
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            for (Future<IdentityPage> end : both.invokeAll(ends)) {
                made += end.get().asksForConsent() ? 1 : 0;
            }
        }

        assertThat(made).isEqualTo(1);
        assertThat(admin.people(email)).hasSize(1);
        assertThat(visitor.logIn(visitor.authorize(BOTH, Map.of()), email, PASSWORD)
                        .asksForConsent())
                .isTrue();
    }

    @Test
    void whatIsCraftedMakesNobody() {
        IdentityPage first = visitor.authorize(BOTH, CREATE);
        IdentityPage skipped = visitor.choosePassword(first, PASSWORD);
        assertThat(skipped.id()).isEqualTo(EMAIL);
        for (String wrong : List.of("", "not-an-address", "a@b@c", "a b@example.com", email + "\u0000")) {
            assertThat(visitor.giveEmail(visitor.authorize(BOTH, CREATE), wrong).id())
                    .as(wrong)
                    .isEqualTo(EMAIL);
        }
        for (String form : List.of(
                "attestationObject=&clientDataJSON=",
                "attestationObject=%00&clientDataJSON=%00",
                "attestationObject=AAAAA&clientDataJSON=AAAAA",
                "attestationObject=o2Nm&clientDataJSON=e30",
                "attestationObject=o2Nm&clientDataJSON=e30&logout-sessions=on",
                "attestationObject=o2Nm&clientDataJSON=e30&isSetRetry=retry",
                "attestationObject=o2Nm&clientDataJSON=e30&error=none",
                "password=short&password-confirm=short",
                "password=" + PASSWORD + "&password-confirm=another",
                "password=" + email + "&password-confirm=" + email,
                "")) {
            IdentityPage second = visitor.giveEmail(visitor.authorize(BOTH, CREATE), email);
            IdentityPage answer = visitor.post(second.action(), form);
            assertThat(answer.answer("code")).as(form).isEmpty();
            assertThat(answer.asksForConsent()).as(form).isFalse();
            assertThat(answer.id()).as(form).isEqualTo(KEY);
            assertThat(admin.people(email)).as(form).isEmpty();
        }
    }

    /** What one device has signed for one sign-up is worth nothing to another. */
    @Test
    void aPasskeyOfAnotherSignUpIsRefused() {
        Page page = browser.window();
        new Device(page, true);
        page.navigate(visitor.authorization(BOTH, CREATE));
        page.locator("input[name=email]").fill(email);
        page.locator("input[name=email]").press("Enter");
        Request sent = page.waitForRequest(
                request -> request.method().equals("POST")
                        && request.postData() != null
                        && request.postData().contains("attestationObject"),
                page.locator("#registerWebAuthn")::click);
        assertThat(page.locator("#vibe-allow")).isVisible();

        String thief = "thief-" + email;
        IdentityPage second = visitor.giveEmail(visitor.authorize(BOTH, CREATE), thief);
        IdentityPage refused = visitor.post(second.action(), sent.postData());

        assertThat(refused.id()).isEqualTo(KEY);
        assertThat(refused.body()).contains("No passkey was made.");
        assertThat(admin.people(thief)).isEmpty();
    }

    /** Whoever is signed in and wants an account wants another one. Any site can send them there, so they are asked. */
    @Test
    void whoIsSignedInLeavesThatSignInIfTheySaySo() {
        Tokens before = visitor.register("first-" + email, PASSWORD, BOTH);

        IdentityPage question = visitor.authorize(BOTH, CREATE);
        assertThat(question.id()).isEqualTo(SIGNED_IN);
        assertThat(question.body()).contains("first-" + email);
        assertThat(visitor.giveEmail(question, email).id()).isEqualTo(SIGNED_IN);
        Tokens still = Tokens.of(visitor.refresh(before).json());
        assertThat(visitor.authorize(BOTH, Map.of("prompt", "none")).answer("code"))
                .isNotEmpty();
        IdentityPage first = visitor.post(visitor.authorize(BOTH, CREATE).action(), "leave=on");
        assertThat(first.id()).isEqualTo(EMAIL);
        assertThat(visitor.refresh(still).json().path("error").asText()).isEqualTo("invalid_grant");
        IdentityPage consent = visitor.signUp(first, email, PASSWORD);
        Tokens after = visitor.redeem(
                visitor.decide(consent, "allow", consent.options()).answer("code"));

        assertThat(after.claims().path("sub").asText())
                .isEqualTo(admin.people(email).path(0).path("id").asText())
                .isNotEqualTo(before.claims().path("sub").asText());
    }

    @Test
    void whoStaysSignedInGoesBackToTheApp() {
        Tokens before = visitor.register(email, PASSWORD, BOTH);

        IdentityPage back = visitor.post(visitor.authorize(BOTH, CREATE).action(), "stay=on");

        assertThat(back.answer("error")).isEqualTo("access_denied");
        assertThat(visitor.refresh(before).status()).isEqualTo(200);
        assertThat(visitor.authorize(BOTH, Map.of("prompt", "none")).answer("code"))
                .isNotEmpty();
    }

    /** Every page that the identity side has shown, in its order. */
    private List<String> screens(Page page) {
        List<String> screens = new ArrayList<>();
        page.onResponse(response -> {
            if (response.request().resourceType().equals("document")
                    && response.status() == 200
                    && response.url().startsWith(stack.endpoints().identity())) {
                screens.add(response.url());
            }
        });
        return screens;
    }

    // The app does not know of this request, and leaves the code alone.
    private Tokens allowed(Page page) {
        String callback = stack.endpoints().app() + "/callback";
        return redeem(
                page.waitForRequest(request -> request.url().startsWith(callback), page.locator("#vibe-allow")::click)
                        .url());
    }

    private Tokens redeem(String address) {
        Matcher code = CODE.matcher(address);
        assertThat(code.find()).as(address).isTrue();
        return visitor.redeem(code.group(1));
    }
}
