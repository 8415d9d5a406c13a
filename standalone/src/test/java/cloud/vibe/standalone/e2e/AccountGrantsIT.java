package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static cloud.vibe.standalone.e2e.GrantWords.words;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keycloak's account page shows of a grant what REST and the admin's page show: until when, what became of it; and narrows it. */
@ExtendWith({RunningCloud.class, Browser.class})
class AccountGrantsIT {
    private static final String SCOPE = "openid notes:read notes:write";

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
        tokens = app.letIn(stack, person, SCOPE, "month");
        page = browser.window();
    }

    @AfterEach
    void close() {
        page.context().close();
    }

    private void signIn(Page window, Admin.Person who) {
        window.navigate(stack.endpoints().issuer() + "/account/applications");
        window.locator("input[name='username']").fill(who.email());
        window.locator("input[name='password']").fill(who.password());
        window.locator("input[name='password']").press("Enter");
    }

    private Locator open(Admin.App of) {
        signIn(page, person);
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

        String until = DateTimeFormatter.ofPattern("MMMM d, yyyy 'at' h:mm", Locale.ENGLISH)
                .withZone(ZoneId.systemDefault())
                .format(Instant.parse(grant().path("until").asText()));
        assertThat(row).containsText("Until \u2068" + until);
        Locator history = lines(row);
        assertThat(history).hasCount(1);
        assertThat(history)
                .containsText(words("You allowed: {0} · Until ", "Read your notes, Write and change your notes")
                        + "\u2068" + until);
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

        Locator said = row.getByRole(AriaRole.STATUS);
        assertThat(said).hasText(words("Taken back: {0}", "Write and change your notes"));
        assertThat(said).isFocused();
        // Keycloak's own lines, which are not read again, are not shown.
        assertThat(row.locator("dd:has(svg)")).not().hasCount(0);
        for (Locator line : row.locator("dd:has(svg)").all()) {
            assertThat(line).isHidden();
        }
        assertThat(row.locator(".vibe-permission"))
                .hasText(new Pattern[] {Pattern.compile("Read your notes.*needs this")});
        eventually(() -> api.create("after").status(), status -> status == 403);
        assertThat(api.list().status()).isEqualTo(200);
        assertThat(lines(row)).hasText(new Pattern[] {
            Pattern.compile(".*" + words("You took back: {0}", "Write and change your notes")),
            Pattern.compile(".*You allowed: .*")
        });
        assertThat(grant().at("/history/0/screen").asText()).isEqualTo("account");
        page.reload();
        page.locator("#toggle-" + app.clientId()).click();
        assertThat(row).containsText("Until ");
        assertThat(row).containsText("Read your notes");
        assertThat(row).not().containsText("Take back");
    }

    @Test
    void everyWayInWhichAGrantBecomesAnotherHasItsWords() {
        page.route(
                Pattern.compile("/vibe/grants/[0-9a-f-]+$"),
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(GrantWords.HISTORY_OF_ALL.replace("OTHER", app.clientId()))));
        assertThat(lines(open(app))).containsText(new String[] {
            "something-new",
            "Put in order after a failure",
            "Your account was switched off",
            "The app was removed or switched off",
            "Its access ran out",
            words("You removed its access, from the app “{0}”", "gone"),
            "An administrator removed its access",
            words("You let it in · Version {0} of the app", "2.1"),
            words("You took back, from the app “{1}”: {0}", "Write", "The " + app.clientId()),
            words("An administrator took back: {0}", "Share"),
            words("You allowed: {0}", "Read, Share, Write"),
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
        // What the script says of its failure is the last that it does.
        page.waitForConsoleMessage(
                new Page.WaitForConsoleMessageOptions()
                        .setPredicate(message -> message.type().equals("warning")),
                page::reload);
        page.locator("#toggle-" + app.clientId()).click();
        assertThat(row).containsText("Write and change your notes");
        assertThat(row.locator("summary")).hasCount(0);
    }

    @Test
    void itIsSaidInThePersonsLanguage() {
        page.context().close();
        page = browser.window("de", new com.microsoft.playwright.Browser.NewContextOptions());
        Locator row = open(app);
        assertThat(row).containsText("Das braucht die App");
        assertThat(row).containsText("Bis zum ");
        assertThat(lines(row)).containsText("Du hast erlaubt: \u2068Deine Notizen lesen, ");
    }

    /** What a type of an app's own is called, and what goes on while nobody is there; and what comes with another is no button's. */
    @Test
    void whatIsTakenBackIsSaidExactly() {
        String type = "com.example.t" + UUID.randomUUID().toString().replace("-", "");
        List.of(":read", ":write", ":write:global").forEach(access -> admin.newPermission(type + access));
        Admin.App third = admin.newApp(
                "notes:read", String.join("\", \"", type + ":read", type + ":write", type + ":write:global"));
        String scope = "openid notes:read %1$s:read %1$s:write %1$s:write:global".formatted(type);
        third.letIn(stack, person, scope, "month");
        String write = "Write and change your data of the type “" + type + "”";
        String always = write + " (Also while you are away)";

        Locator row = open(third);
        Locator buttons = row.getByText("Take back", new Locator.GetByTextOptions().setExact(true));
        assertThat(buttons).hasCount(1);
        assertThat(row).containsText(words("Comes with: {0}", always));
        buttons.click();
        assertThat(row.getByRole(AriaRole.STATUS)).hasText(words("Taken back: {0}", always));
        assertThat(row).containsText(words("Comes with: {0}", write));
        buttons.click();
        assertThat(row.getByRole(AriaRole.STATUS)).hasText(words("Taken back: {0}", write));
        assertThat(row).not().containsText("Comes with");
        assertThat(buttons).hasCount(1);
        assertThat(lines(row).first()).containsText(words("You took back: {0}", write));
    }

    /** Where somebody else has signed in in another tab, the page is theirs first, and takes nothing back. */
    @Test
    void nobodyTakesBackWhatIsAnothers() {
        Admin.Person other = admin.newPerson();
        Tokens theirs = app.letIn(stack, other, SCOPE, "month");
        Locator row = open(app);
        assertThat(row).containsText("Until ");
        page.context().clearCookies();
        Page second = page.context().newPage();
        signIn(second, other);
        assertThat(second.locator("#toggle-" + app.clientId())).isVisible();
        page.route(
                Pattern.compile("/permissions/"),
                route -> route.fulfill(new Route.FulfillOptions().setStatus(401)),
                new Page.RouteOptions().setTimes(1));

        page.waitForRequest(
                request -> request.isNavigationRequest() && request.url().contains("/account/applications"),
                () -> row.getByText("Take back", new Locator.GetByTextOptions().setExact(true))
                        .click());

        assertThat(page.locator("#toggle-" + app.clientId())).isVisible();
        for (Tokens each : List.of(tokens, theirs)) {
            assertThat(admin.get("/vibe/grants/" + each.claims().path("grant").asText())
                            .path("version")
                            .asLong())
                    .isOne();
        }
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
        Tokens rotated = Tokens.of(console.refresh(first).json());
        assertThat(console.refresh(second).status()).isEqualTo(200);
        assertThat(console.refresh(rotated).status()).isEqualTo(200);
    }

    @Test
    void whatHasEndedIsShownBelowWithHowItEnded() {
        Admin.App other = admin.newApp("notes:read", "notes:write");
        other.letIn(stack, person, SCOPE, "until-revoked");
        assertThat(open(other)).containsText("Until you take it back");
        page.locator("#toggle-" + app.clientId()).click();

        page.locator("#content-" + app.clientId())
                .getByText(Pattern.compile("remove access", Pattern.CASE_INSENSITIVE))
                .first()
                .click();
        page.locator(".pf-v5-c-modal-box")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Confirm"))
                .click();

        Locator earlier = page.locator("#vibe-earlier");
        assertThat(earlier).containsText("The " + app.clientId());
        assertThat(earlier).not().containsText("The " + other.clientId());
        assertThat(lines(earlier)).hasText(new Pattern[] {
            Pattern.compile(".*You removed its access"), Pattern.compile(".*You allowed: .*")
        });
        assertThat(grant().path("status").asText()).isEqualTo("revoked");
    }
}
