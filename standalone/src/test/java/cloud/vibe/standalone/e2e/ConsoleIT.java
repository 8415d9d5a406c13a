package cloud.vibe.standalone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.visitor.Visitor;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Keycloak's own consoles show an admin of apps and grants, as the documentation pictures it. */
@ExtendWith({RunningCloud.class, Browser.class})
class ConsoleIT {
    private static final int WIDTH = 1100;
    private static final int HEIGHT = 620;

    private final RunningCloud.Stack stack;
    private final Browser.Windows browser;
    private final Admin admin;

    ConsoleIT(RunningCloud.Stack stack, Browser.Windows browser) {
        this.stack = stack;
        this.browser = browser;
        this.admin = new Admin(stack);
    }

    @Test
    void anAdminSeesAnAppsPermissionsAPersonsConsentsAndWhoEndedThem() {
        Admin.Person person = admin.newPerson();
        String grant = new Visitor(stack.endpoints())
                .signIn(person.email(), person.password(), "openid notes:read notes:write")
                .claims()
                .path("grant")
                .asText();
        Page console =
                browser.window(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(WIDTH, HEIGHT));
        Console.signIn(stack, console, "clients/" + admin.clientUuid(Endpoints.CLIENT_ID) + "/clientScopes/setup");
        console.getByPlaceholder("Search by name").fill("notes:");
        console.getByPlaceholder("Search by name").press("Enter");
        assertThat(console.getByText("notes:write").first()).isVisible();
        assertThat(console.getByText("basic", new Page.GetByTextOptions().setExact(true)))
                .not()
                .isVisible();
        shoot(console, "console-app-permissions");

        Page consents = open(console, "users/" + person.id() + "/consents");
        assertThat(consents.getByText(Endpoints.CLIENT_ID, new Page.GetByTextOptions().setExact(true))
                        .first())
                .isVisible();
        assertThat(consents.getByText(person.email()).first()).isVisible();
        consents.locator("#vibe-active summary").click();
        assertThat(consents.locator("#vibe-active ol li")).hasCount(1);
        shoot(consents, "console-person-consents");

        admin.delete("/vibe/grants/" + grant);
        Page events = open(console, "events/admin-events");
        assertThat(events.getByText(Pattern.compile("VIBE_GRANT|vibe/grants/")).first())
                .isVisible();
        shoot(events, "console-admin-events");
        console.context().close();
    }

    /** In a tab of its own: one that is there already would show what it has for a moment longer. */
    private Page open(Page console, String page) {
        Page tab = console.context().newPage();
        tab.navigate(Console.address(stack, "master", page));
        return tab;
    }

    private static void shoot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target/screenshots", name + ".png")));
    }
}
