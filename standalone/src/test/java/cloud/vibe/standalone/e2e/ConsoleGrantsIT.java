package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.GrantWords.words;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keycloak's admin console shows of a person's grants what REST and the account page show: until when, and what became of them. */
@ExtendWith({RunningCloud.class, Browser.class})
class ConsoleGrantsIT {
    private final RunningCloud.Stack stack;
    private final Browser.Windows browser;
    private final Admin admin;
    private Admin.Person person = new Admin.Person("", "", "");
    private Admin.App app = new Admin.App("", "", "");
    private String grant = "";
    private Page page;

    ConsoleGrantsIT(RunningCloud.Stack stack, Browser.Windows browser) {
        this.stack = stack;
        this.browser = browser;
        this.admin = new Admin(stack);
    }

    @BeforeEach
    void letAnAppIn() {
        person = admin.newPerson();
        app = admin.newApp("notes:read", "notes:write");
        grant = letIn(app, "month");
        page = browser.window();
    }

    @AfterEach
    void close() {
        page.context().close();
    }

    /** The id of the grant. */
    private String letIn(Admin.App into, String duration) {
        return into.letIn(stack, person, "openid notes:read notes:write", duration)
                .claims()
                .path("grant")
                .asText();
    }

    private String consents() {
        return "users/" + person.id() + "/consents";
    }

    private Locator active() {
        return page.locator("#vibe-active > ul > li");
    }

    private Locator earlier() {
        return page.locator("#vibe-earlier > ul > li");
    }

    private static Locator lines(Locator within) {
        within.locator("summary").click();
        return within.locator("ol li");
    }

    @Test
    void itShowsUntilWhenAndWhatBecameOfIt() {
        Admin.App other = admin.newApp("notes:read", "notes:write");
        admin.delete("/vibe/grants/" + letIn(other, "until-revoked"));

        // What the browser prefers is not what this console is in.
        page.context().close();
        page = browser.window("de", new com.microsoft.playwright.Browser.NewContextOptions());
        Console.signIn(stack, page, consents());

        String until = DateTimeFormatter.ofPattern("MMMM d, yyyy 'at' h:mm", Locale.ENGLISH)
                .withZone(ZoneId.systemDefault())
                .format(Instant.parse(
                        admin.get("/vibe/grants/" + grant).path("until").asText()));
        assertThat(active()).hasCount(1);
        assertThat(active()).containsText("The %1$s %1$s · Until \u2068%2$s".formatted(app.clientId(), until));
        assertThat(lines(active()))
                .containsText("The person allowed: \u2068Read your notes, Write and change your notes");
        assertThat(earlier()).hasCount(1);
        assertThat(earlier()).containsText("The " + other.clientId());
        assertThat(lines(earlier())).hasText(new Pattern[] {
            Pattern.compile(".*An administrator removed its access"), Pattern.compile(".*The person allowed: .*")
        });
    }

    /** By Keycloak's own button, on the page as it stands. */
    @Test
    void whatIsRevokedThereIsAmongWhatWas() {
        Console.signIn(stack, page, consents());
        assertThat(active()).hasCount(1);
        assertThat(earlier()).hasCount(0);

        page.locator("tbody tr")
                .filter(new Locator.FilterOptions().setHasText(app.clientId()))
                .getByRole(AriaRole.BUTTON)
                .last()
                .click();
        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Revoke"))
                .click();
        page.getByTestId("confirm").click();

        assertThat(earlier()).hasCount(1);
        assertThat(active()).hasCount(0);
        assertThat(lines(earlier()).first()).containsText("An administrator removed its access");
    }

    @Test
    void everyWayInWhichAGrantBecomesAnotherHasItsWords() {
        page.route(
                Pattern.compile("/vibe/grants/[0-9a-f-]+$"),
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(GrantWords.HISTORY_OF_ALL.replace("OTHER", app.clientId()))));
        Console.signIn(stack, page, consents());
        assertThat(lines(active())).containsText(new String[] {
            "something-new",
            "Put in order after a failure",
            "The person’s account was switched off",
            "The app was removed or switched off",
            "Its access ran out",
            words("The person removed its access, from the app “{0}”", "gone"),
            "An administrator removed its access",
            words("The person let it in · Version {0} of the app", "2.1"),
            words("The person took back, from the app “{1}”: {0}", "Write", "The " + app.clientId()),
            words("An administrator took back: {0}", "Share"),
            words("The person allowed: {0}", "Read, Share, Write"),
        });
    }

    /** Keycloak's own page goes on without ours. */
    @Test
    void whatCannotBeReadIsSaidSoAndChangesNothing() {
        page.route(Pattern.compile("/vibe/grants/[0-9a-f-]+"), Route::abort);
        Console.signIn(stack, page, consents());
        active().locator("summary").click();
        assertThat(active()).containsText("That did not work");

        page.unrouteAll();
        page.route(Pattern.compile("/vibe/grants"), Route::abort);
        page.waitForConsoleMessage(
                new Page.WaitForConsoleMessageOptions()
                        .setPredicate(message -> message.type().equals("warning")
                                && message.text().contains("Failed to fetch")),
                page::reload);
        assertThat(page.locator("tbody tr").filter(new Locator.FilterOptions().setHasText(app.clientId())))
                .isVisible();
        assertThat(page.locator(".vibe-grant")).hasCount(0);
        // What is under way is no longer anybody's when the window closes.
        page.navigate("about:blank");
    }

    /** From place to place and for whoever let nobody in, it is where it belongs, once, and nowhere else. */
    @Test
    void itStaysWithThePerson() {
        Admin.Person nobody = admin.newPerson();
        Console.signIn(stack, page, consents());
        assertThat(active()).hasCount(1);

        page.getByTestId("user-sessions-tab").click();
        assertThat(page.locator(".vibe-grant")).hasCount(0);
        page.getByTestId("user-consents-tab").click();
        assertThat(active()).hasCount(1);
        // Keycloak's page stays with the first person until it is loaded anew.
        page.navigate(Console.address(stack, "master", "users/" + nobody.id() + "/consents"));
        page.waitForResponse(response -> response.url().contains("vibe/grants?person=" + nobody.id()), page::reload);
        assertThat(page.getByTestId("empty-state")).isVisible();
        assertThat(page.locator(".vibe-grant")).hasCount(0);
    }

    /** Whoever administers this realm alone signs in to it, in their language, and sees what Keycloak lets them see. */
    @Test
    void anAdminOfTheRealmAloneSeesItInTheirLanguage() {
        Admin.Person colleague = admin.newPerson();
        String client = admin.clientUuid("realm-management");
        JsonNode role = admin.get("/clients/" + client + "/roles/view-users");
        assertThat(admin.create("/users/" + colleague.id() + "/role-mappings/clients/" + client, "[" + role + "]")
                        .statusCode())
                .isEqualTo(204);
        page.context().close();
        page = browser.window("de", new com.microsoft.playwright.Browser.NewContextOptions());

        page.navigate(Console.address(stack, "vibe", consents()));
        Console.signIn(page, colleague.email(), colleague.password());

        assertThat(active()).containsText("Bis zum ");
        assertThat(lines(active())).containsText("Die Person hat erlaubt: \u2068Deine Notizen lesen, ");
    }
}
