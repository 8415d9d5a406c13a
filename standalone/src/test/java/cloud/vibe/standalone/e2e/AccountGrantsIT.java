package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keycloak's account page shows of a grant what REST and the admin's page show: until when, what became of it; and narrows it. */
@ExtendWith({RunningCloud.class, Browser.class})
class AccountGrantsIT {
    private static final String SCOPE = "openid notes:read notes:write";

    private static final String EVERY_CAUSE = """
            {"app": {"name": "It"}, "texts": {"a:read": "Read", "a:write": "Write", "a:share": "Share"}, "history": [
              {"cause": "reconciled", "status": "active", "permissions": [], "at": "2026-01-09T10:00:00Z"},
              {"cause": "app_gone", "status": "revoked", "permissions": [], "at": "2026-01-08T10:00:00Z"},
              {"cause": "expired", "status": "expired", "permissions": [], "at": "2026-01-07T10:00:00Z"},
              {"cause": "withdrawn", "status": "revoked", "screen": "app gone", "permissions": [], "at": "2026-01-06T10:00:00Z"},
              {"cause": "withdrawn", "status": "revoked", "screen": "admin", "permissions": [], "at": "2026-01-05T10:00:00Z"},
              {"cause": "answered", "status": "active", "appVersion": "2.1", "permissions": [], "at": "2026-01-04T10:00:00Z"},
              {"cause": "withdrawn", "status": "active", "screen": "app OTHER", "permissions": ["a:read"], "at": "2026-01-03T10:00:00Z"},
              {"cause": "withdrawn", "status": "active", "screen": "admin", "permissions": ["a:read", "a:write"], "at": "2026-01-02T10:00:00Z"},
              {"cause": "answered", "status": "active", "permissions": ["a:read", "a:share", "a:write"], "at": "2026-01-01T10:00:00Z"}]}
            """;

    private final RunningCloud.Stack stack;
    private final Browser.Windows browser;
    private final Admin admin;
    private Admin.Person person = new Admin.Person("", "", "");
    private Admin.App app = new Admin.App("", "", "");
    private Tokens tokens;
    private Page page;

    AccountGrantsIT(RunningCloud.Stack stack, Browser.Windows browser) {
        this.stack = stack;
        this.browser = browser;
        this.admin = new Admin(stack);
    }

    @BeforeEach
    void letAnAppIn() {
        person = admin.newPerson();
        app = admin.newApp("notes:read", "notes:write");
        tokens = letIn(app, "month");
        page = browser.window();
    }

    @AfterEach
    void close() {
        page.context().close();
    }

    private Tokens letIn(Admin.App into, String duration) {
        Visitor visitor = into.visitor(stack);
        IdentityPage consent = visitor.logIn(visitor.authorize(SCOPE, Map.of()), person.email(), person.password());
        return visitor.redeem(
                visitor.decide(consent, "allow", consent.options(), duration).answer("code"));
    }

    private Locator open(Admin.App of) {
        page.navigate(stack.endpoints().issuer() + "/account/applications");
        page.locator("input[name='username']").fill(person.email());
        page.locator("input[name='password']").fill(person.password());
        page.locator("input[name='password']").press("Enter");
        page.locator("#toggle-" + of.clientId()).click();
        return page.locator("#content-" + of.clientId());
    }

    private JsonNode grant() {
        return admin.get("/vibe/grants/" + tokens.claims().path("grant").asText());
    }

    private static Locator lines(Locator within) {
        within.locator("summary").click();
        return within.locator("ol li");
    }

    @Test
    void itShowsUntilWhenAndWhatBecameOfIt() {
        Locator row = open(app);

        String day = DateTimeFormatter.ofPattern("MMMM d, yyyy", Locale.ENGLISH)
                .withZone(ZoneId.systemDefault())
                .format(Instant.parse(grant().path("until").asText()));
        assertThat(row).containsText("Until " + day);
        Locator history = lines(row);
        assertThat(history).hasCount(1);
        assertThat(history).containsText("You allowed: Read your notes; Write and change your notes · Until " + day);
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of("target/account-grants.png")));
    }

    @Test
    void onePermissionIsTakenBackByItselfAndAtOnce() {
        DataApi api = new DataApi(stack.endpoints().api(), tokens.access());
        assertThat(api.create("before").status()).isEqualTo(201);
        Locator row = open(app);
        // The one that the app needs is not among them.
        assertThat(row.getByRole(
                        AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(Pattern.compile("^Take back"))))
                .hasCount(1);

        row.getByText("Take back", new Locator.GetByTextOptions().setExact(true))
                .click();

        assertThat(row.getByRole(AriaRole.STATUS)).hasText("Taken back: Write and change your notes");
        assertThat(row.getByText("Write and change your notes", new Locator.GetByTextOptions().setExact(true)))
                .isHidden();
        assertThat(row.getByText("Read your notes", new Locator.GetByTextOptions().setExact(true)))
                .isVisible();
        eventually(() -> api.create("after").status(), status -> status == 403);
        assertThat(api.list().status()).isEqualTo(200);
        assertThat(lines(row)).hasText(new Pattern[] {
            Pattern.compile(".*You took back: Write and change your notes"), Pattern.compile(".*You allowed: .*")
        });
        assertThat(grant().at("/history/0/screen").asText()).isEqualTo("account");
        page.reload();
        page.locator("#toggle-" + app.clientId()).click();
        assertThat(row).containsText("Read your notes");
        assertThat(row).not().containsText("Take back");
    }

    @Test
    void everyWayInWhichAGrantBecomesAnotherHasItsWords() {
        page.route(
                Pattern.compile("/vibe/grants/[0-9a-f-]+$"),
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(EVERY_CAUSE.replace("OTHER", app.clientId()))));
        assertThat(lines(open(app))).containsText(new String[] {
            "Put in order after a failure",
            "The app was removed",
            "Its time was over",
            "You removed its access in the app “gone”",
            "An administrator removed its access",
            "You let it in · Version 2.1 of the app",
            "You took back in the app “The " + app.clientId() + "”: Write",
            "An administrator took back: Share",
            "You allowed: Read; Share; Write",
        });
        assertThat(page.locator("time").last()).hasText(Pattern.compile("January 1, 2026 at .*"));
    }

    /** Keycloak's own list goes on without ours. */
    @Test
    void whatCannotBeReadIsSaidSoAndChangesNothing() {
        page.route(Pattern.compile("/vibe/grants/[0-9a-f-]+"), Route::abort);
        Locator row = open(app);
        assertThat(row).containsText("Until ");
        row.getByText("Take back", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(row.getByRole(AriaRole.STATUS)).containsText("That did not work");
        row.locator("summary").click();
        assertThat(row.locator("details")).containsText("That did not work");
        assertThat(grant().path("version").asLong()).isOne();

        page.unrouteAll();
        page.route(Pattern.compile("/vibe/grants"), Route::abort);
        page.reload();
        page.locator("#toggle-" + app.clientId()).click();
        assertThat(row).containsText("Write and change your notes");
        assertThat(row.locator("summary")).hasCount(0);
    }

    @Test
    void itIsSaidInThePersonsLanguage() {
        page.context().close();
        page = browser.window("de", new com.microsoft.playwright.Browser.NewContextOptions());
        Locator row = open(app);
        assertThat(row).containsText("Das kannst du einzeln zurücknehmen");
        assertThat(row).containsText("Bis ");
        assertThat(lines(row)).containsText("Du hast erlaubt: Deine Notizen lesen; ");
    }

    /** The console has a token of its own, and what is shown beside it another, of the same sign-in: neither ends the other. */
    @Test
    void twoTokensOfThePageGoOnBesideEachOther() {
        Visitor console = new Visitor(
                stack.endpoints(), "account-console", stack.endpoints().issuer() + "/account/");
        Tokens first =
                console.redeem(console.logIn(console.authorize("openid", Map.of()), person.email(), person.password())
                        .answer("code"));
        Tokens second = console.redeem(
                console.authorize("openid", Map.of("prompt", "none")).answer("code"));
        assertThat(console.refresh(first).status()).isEqualTo(200);
        assertThat(console.refresh(second).status()).isEqualTo(200);
    }

    @Test
    void whatHasEndedIsShownBelowWithHowItEnded() {
        Admin.App other = admin.newApp("notes:read", "notes:write");
        letIn(other, "until-revoked");
        assertThat(open(other)).containsText("Until you take it back");
        page.locator("#toggle-" + app.clientId()).click();

        page.locator("#content-" + app.clientId())
                .getByText(Pattern.compile("remove access", Pattern.CASE_INSENSITIVE))
                .first()
                .click();
        page.locator(".pf-v5-c-modal-box")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Confirm"))
                .click();

        Locator earlier = page.locator(".vibe-earlier");
        assertThat(earlier).containsText("The " + app.clientId());
        assertThat(earlier).not().containsText("The " + other.clientId());
        assertThat(lines(earlier)).hasText(new Pattern[] {
            Pattern.compile(".*You removed its access"), Pattern.compile(".*You allowed: .*")
        });
        assertThat(grant().path("status").asText()).isEqualTo("revoked");
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of("target/account-earlier.png")));
    }
}
