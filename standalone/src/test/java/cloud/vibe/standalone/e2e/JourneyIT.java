package cloud.vibe.standalone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.Visitor;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a person does, in a real browser on the whole cloud. */
@ExtendWith({RunningCloud.class, Browser.class})
class JourneyIT {
    private static final String PASSWORD = "a-long-enough-one";

    private final RunningCloud.Stack stack;
    private final Browser.Windows browser;

    JourneyIT(RunningCloud.Stack stack, Browser.Windows browser) {
        this.stack = stack;
        this.browser = browser;
    }

    @Test
    void newPersonRegistersAllowsWritesAndSeesTheNoteInASecondWindow() {
        String email = "new-" + UUID.randomUUID() + "@example.com";
        Page first = openApp();
        first.getByTestId("continue").click();
        first.waitForURL(Pattern.compile(Pattern.quote(stack.endpoints().identity()) + ".*"));
        shoot(first, "login");
        first.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions()
                                .setName(Pattern.compile("create|register|sign up", Pattern.CASE_INSENSITIVE)))
                .first()
                .click();
        shoot(first, "register");
        fill(first, "email", email);
        first.locator("input[name=email]").press("Enter");
        first.locator("#vibe-instead summary").click();
        fill(first, "password", PASSWORD);
        first.locator("input[name=password]").press("Enter");

        assertThat(first.locator("button[name=decision][value=allow]")).isVisible();
        assertThat(first.getByText("Vibe Notes").first()).isVisible();
        assertThat(first.getByText("Read your notes")).isVisible();
        assertThat(first.getByText("Write and change your notes")).isVisible();
        assertThat(first.locator("img[src$='/logo.svg']")).isVisible();
        shoot(first, "consent");
        allow(first);
        shoot(first, "app");

        Page second = openApp();
        second.getByTestId("continue").click();
        logIn(second, email, PASSWORD);
        assertThat(second.getByTestId("live-status")).containsText("Live");

        write(first, "Milk and bread");
        assertThat(notes(second, "Milk and bread")).hasCount(1);
        write(second, "From the other side");
        assertThat(notes(first, "From the other side")).hasCount(1);
        shoot(second, "second-window");

        first.getByTestId("signout").click();
        assertThat(first.getByTestId("continue")).isVisible();
    }

    @Test
    void returningPersonWithASessionTapsOnceAndTypesNoPassword() {
        Admin.Person person = new Admin(stack).newPerson();
        Page page = openApp();
        page.getByTestId("continue").click();
        logIn(page, person.email(), person.password());
        allow(page);
        write(page, "Before");

        Page later = page.context().newPage();
        later.navigate(stack.endpoints().app());
        later.getByTestId("continue").click();
        assertThat(later.getByTestId("live-status")).containsText("Live");
        assertThat(notes(later, "Before")).hasCount(1);
    }

    @Test
    void untickedWritingLeavesTheAppReadOnly() {
        Admin.Person person = new Admin(stack).newPerson();
        Page page = openApp();
        page.getByTestId("continue").click();
        logIn(page, person.email(), person.password());
        Locator option = page.locator("input[name=permission][value='notes:write']");
        option.uncheck(new Locator.UncheckOptions().setForce(true));
        allow(page);
        assertThat(page.getByTestId("note-save")).not().isVisible();
    }

    @Test
    void cancelBringsThePersonBackWithAnExplanation() {
        Admin.Person person = new Admin(stack).newPerson();
        Page page = openApp();
        page.getByTestId("continue").click();
        logIn(page, person.email(), person.password());
        page.locator("button[name=decision][value=deny]").click();
        page.waitForURL(Pattern.compile(Pattern.quote(stack.endpoints().app()) + ".*"));
        assertThat(page.getByTestId("error")).isVisible();
        assertThat(page.getByTestId("continue")).isVisible();
    }

    @Test
    void accessRemovedInTheAccountPageIsRefusedByTheApiAndSeenByTheApp() {
        Admin.Person person = new Admin(stack).newPerson();
        Page app = openApp();
        app.getByTestId("continue").click();
        logIn(app, person.email(), person.password());
        allow(app);
        write(app, "Still mine");

        Page account = app.context().newPage();
        account.navigate(stack.endpoints().issuer() + "/account/applications");
        assertThat(account.getByText("Vibe Notes").first()).isVisible();
        // The list has no fixed order.
        account.locator("#toggle-notes").click();
        shoot(account, "account");
        account.getByText(Pattern.compile("remove access", Pattern.CASE_INSENSITIVE))
                .first()
                .click();
        account.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions()
                                .setName(Pattern.compile("^(confirm|remove|ok|yes).*", Pattern.CASE_INSENSITIVE)))
                .last()
                .click();

        // The open window learns it by itself, from the socket that is closed under it.
        assertThat(app.getByTestId("continue")).isVisible();
        assertThat(app.getByTestId("error")).isVisible();
        shoot(app, "revoked");
        Visitor visitor = new Visitor(stack.endpoints());
        assertThat(visitor.logIn(
                                visitor.authorize("openid notes:read", java.util.Map.of()),
                                person.email(),
                                person.password())
                        .asksForConsent())
                .isTrue();
    }

    @Test
    void writingThatWasTakenBackMeanwhileIsAskedForAgainAndNothingIsLost() {
        Admin.Person person = new Admin(stack).newPerson();
        Page app = openApp();
        app.getByTestId("continue").click();
        logIn(app, person.email(), person.password());
        allow(app);
        Page account = app.context().newPage();
        account.navigate(stack.endpoints().issuer() + "/account/applications");
        account.locator("#toggle-notes").click();
        account.locator("#content-notes .vibe-permission button").click();
        assertThat(account.locator("#content-notes .vibe-said")).containsText("Taken back");

        app.getByTestId("note-title").fill("Not lost");
        app.getByTestId("note-save").click();
        Locator said = app.getByTestId("error");
        assertThat(said).containsText("Your note is not saved yet");
        said.getByText("Let me decide again").click();
        app.locator("input[name=permission][value='notes:write']").check(new Locator.CheckOptions().setForce(true));
        allow(app);

        assertThat(app.getByTestId("note-title")).hasValue("Not lost");
        app.getByTestId("note-save").click();
        assertThat(notes(app, "Not lost")).hasCount(1);
    }

    private Page openApp() {
        Page page = browser.window();
        page.navigate(stack.endpoints().app());
        return page;
    }

    private void logIn(Page page, String email, String password) {
        page.waitForURL(Pattern.compile(Pattern.quote(stack.endpoints().identity()) + ".*"));
        fill(page, "username", email);
        fill(page, "password", password);
        page.locator("input[name=password]").press("Enter");
    }

    private void allow(Page page) {
        page.locator("button[name=decision][value=allow]").click();
        page.waitForURL(Pattern.compile(Pattern.quote(stack.endpoints().app()) + ".*"));
        assertThat(page.getByTestId("live-status")).containsText("Live");
    }

    private static void write(Page page, String title) {
        page.getByTestId("note-title").fill(title);
        page.getByTestId("note-body").fill("written in the browser");
        page.getByTestId("note-save").click();
        assertThat(notes(page, title)).hasCount(1);
    }

    private static Locator notes(Page page, String title) {
        return page.getByTestId("note-item").filter(new Locator.FilterOptions().setHasText(title));
    }

    private static void fill(Page page, String name, String value) {
        page.locator("input[name='" + name + "']").fill(value);
    }

    private static void shoot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target/screenshots", name + ".png")));
    }
}
