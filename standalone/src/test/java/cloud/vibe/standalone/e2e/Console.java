package cloud.vibe.standalone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;

/** Keycloak's admin console, in a browser. */
final class Console {
    private Console() {}

    /** As the one who administers all realms. */
    static void signIn(RunningCloud.Stack stack, Page page, String place) {
        JsonNode account = stack.json().path("admin");
        page.navigate(address(stack, "master", place));
        signIn(page, account.path("username").asText(), account.path("password").asText());
    }

    static void signIn(Page page, String name, String password) {
        page.locator("input[name=username]").fill(name);
        page.locator("input[name=password]").fill(password);
        page.locator("input[name=password]").press("Enter");
    }

    /** Of a place in the realm of people, for admins who sign in to a realm. */
    static String address(RunningCloud.Stack stack, String realm, String place) {
        return stack.endpoints().identity() + "/admin/" + realm + "/console/#/vibe/" + place;
    }
}
