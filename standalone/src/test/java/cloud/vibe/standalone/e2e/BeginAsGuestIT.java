package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.kernel.Json;
import cloud.vibe.standalone.visitor.Visitor;
import cloud.vibe.standalone.visitor.Visitor.Page;
import cloud.vibe.standalone.visitor.Visitor.Tokens;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.options.Cookie;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Somebody uses an app at once, and has an account later, or never. */
@ExtendWith({RunningCloud.class, Browser.class})
class BeginAsGuestIT {
    private static final String BOTH = "openid notes:read notes:write";
    private static final String PASSWORD = "a-long-enough-one";
    private static final Map<String, String> AS_A_GUEST = Map.of("vibe_guest", "true");
    private static final Map<String, String> CREATE = Map.of("prompt", "create");
    private static final String GUESTS = "guests";
    private static final String LEAD = "What you did as a guest stays yours";

    private final RunningCloud.Stack stack;
    private final Browser.Windows browser;
    private final Admin admin;
    private Admin.App app = new Admin.App("", "", "");
    private Visitor visitor;

    BeginAsGuestIT(RunningCloud.Stack stack, Browser.Windows browser) {
        this.stack = stack;
        this.browser = browser;
        this.admin = new Admin(stack);
        this.visitor = new Visitor(stack.endpoints());
    }

    @BeforeEach
    void anAppThatTakesGuests() {
        app = admin.newApp("notes:read", "notes:write");
        admin.letGuestsIn(app);
        visitor = app.visitor(stack);
    }

    @Test
    void oneTapIsEnoughAndNobodyIsThereBefore() {
        List<String> before = admin.members(GUESTS);

        Page page = visitor.authorize(BOTH, AS_A_GUEST);
        assertThat(page.asksForConsent()).isTrue();
        assertThat(page.body()).contains("You go on as a guest");
        assertThat(admin.members(GUESTS)).isEqualTo(before);
        Tokens tokens = begin(page);

        String guest = tokens.claims().path("sub").asText();
        assertThat(tokens.claims().path("guest").asBoolean()).isTrue();
        assertThat(tokens.permissions()).containsExactly("notes:read", "notes:write");
        assertThat(admin.members(GUESTS)).contains(guest);
        assertThat(admin.get("/users/" + guest + "/credentials")).isEmpty();
        assertThat(api(tokens).create("Milk").status()).isEqualTo(201);
        // The grant ends with the sign-in at the latest: nobody could take it back then.
        Instant until =
                Instant.ofEpochSecond(tokens.claims().path("grant_until").asLong());
        assertThat(until).isBetween(Instant.now(), Instant.now().plus(Duration.ofDays(91)));
        assertThat(visitor.refresh(tokens).status()).isEqualTo(200);
    }

    /** For whoever reads no access token. */
    @Test
    void theIdTokenSaysSoToo() {
        Page page = visitor.authorize(BOTH, AS_A_GUEST);
        JsonNode answer = visitor.tryToRedeem(
                        visitor.decide(page, "allow", page.options()).answer("code"))
                .json();

        assertThat(Tokens.of(Json.MAPPER.createObjectNode().set("access_token", answer.path("id_token")))
                        .claims()
                        .path("guest")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aRealmThatRemembersNobodyTakesGuestsAsWell() {
        admin.changeRealm(realm -> realm.put("rememberMe", false));
        try {
            Tokens tokens = begin(visitor.authorize(BOTH, AS_A_GUEST));

            assertThat(visitor.refresh(tokens).status()).isEqualTo(200);
        } finally {
            admin.changeRealm(realm -> realm.put("rememberMe", true));
        }
    }

    @Test
    void whereNobodyMaySignUpNobodyBeginsAsAGuest() {
        admin.changeRealm(realm -> realm.put("registrationAllowed", false));
        try {
            assertThat(visitor.authorize(BOTH, AS_A_GUEST).asksForPassword()).isTrue();
        } finally {
            admin.changeRealm(realm -> realm.put("registrationAllowed", true));
        }
    }

    /** Nobody gets an admin's roles by one tap. */
    @Test
    void aGroupWithRolesTakesNobodyIn() {
        String roles = "/groups/" + admin.group(GUESTS) + "/role-mappings/realm";
        String role = "[" + admin.get("/roles/offline_access") + "]";
        assertThat(admin.send("POST", roles, role).statusCode()).isEqualTo(204);
        try {
            assertThat(visitor.authorize(BOTH, AS_A_GUEST).asksForPassword()).isTrue();
        } finally {
            assertThat(admin.send("DELETE", roles, role).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void whoAnswersInTwoTabsIsOnePerson() {
        Page one = visitor.authorize(BOTH, AS_A_GUEST);
        Page other = visitor.authorize(BOTH, AS_A_GUEST);
        Page no = visitor.authorize(BOTH, AS_A_GUEST);
        List<String> before = admin.members(GUESTS);

        Tokens first = begin(one);
        Tokens second = begin(other);

        assertThat(visitor.decide(no, "deny", List.of()).answer("error")).isEqualTo("access_denied");
        assertThat(second.claims().path("sub")).isEqualTo(first.claims().path("sub"));
        assertThat(admin.members(GUESTS)).hasSize(before.size() + 1);
    }

    @Test
    void whoAnswersTwiceAtOnceIsOnePerson() throws Exception {
        Page page = visitor.authorize(BOTH, AS_A_GUEST);
        List<String> before = admin.members(GUESTS);

        Callable<Page> answer = () -> visitor.decide(page, "allow", page.options());
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            for (Future<Page> end : both.invokeAll(List.of(answer, answer))) {
                end.get();
            }
        }

        assertThat(admin.members(GUESTS)).hasSize(before.size() + 1);
    }

    @Test
    void elsewhereTheyNeedAnAccountAndStayTheSame() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        Admin.App usual = admin.newApp("notes:read", "notes:write");
        Visitor there = visitor.at(usual.clientId(), usual.redirectUri());

        assertThat(there.authorize(BOTH, Map.of("prompt", "none")).answer("error"))
                .isEqualTo("interaction_required");
        Page first = there.authorize(BOTH, Map.of());
        assertThat(first.answer("code")).isEmpty();
        assertThat(first.body()).contains(LEAD);
        // Whoever does not go through with it is who they were.
        assertThat(visitor.authorize(BOTH, Map.of()).answer("code")).isNotEmpty();
        Page consent =
                there.signUp(there.authorize(BOTH, Map.of()), "there-" + UUID.randomUUID() + "@example.com", PASSWORD);

        assertThat(consent.asksForConsent()).isTrue();
        Tokens person =
                there.redeem(there.decide(consent, "allow", consent.options()).answer("code"));
        assertThat(person.claims().path("sub")).isEqualTo(guest.claims().path("sub"));
        assertThat(person.claims().has("guest")).isFalse();
    }

    @Test
    void theAccountPageIsForAccounts() {
        begin(visitor.authorize(BOTH, AS_A_GUEST));

        Page page = visitor.at("account-console", stack.endpoints().issuer() + "/account/")
                .authorize("openid", Map.of());

        assertThat(page.answer("code")).isEmpty();
        assertThat(page.body()).contains(LEAD);
    }

    @Test
    void anAppThatTakesNoGuestsAnyMoreGetsNoTokens() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));

        assertThat(admin.send("PUT", "/clients/" + app.id(), """
                {"clientId": "%s", "attributes": {"vibe.guests": "false"}}
                """.formatted(app.clientId()))
                        .statusCode())
                .isEqualTo(204);

        assertThat(visitor.refresh(guest).json().path("error").asText()).isEqualTo("invalid_grant");
        assertThat(visitor.authorize(BOTH, AS_A_GUEST).answer("code")).isEmpty();
    }

    /** They have nothing to do it with: they sign in to an account that they have, or make one. */
    @Test
    void whoIsToProveWhoTheyAreSignsUp() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));

        Page signIn = visitor.authorize(BOTH, Map.of("prompt", "login"));
        assertThat(signIn.asksForPassword()).isTrue();
        Page first = visitor.signUpLink(signIn);
        assertThat(first.body()).contains(LEAD);
        Tokens person = visitor.redeem(visitor.signUp(first, "proven-" + UUID.randomUUID() + "@example.com", PASSWORD)
                .answer("code"));

        assertThat(person.claims().path("sub")).isEqualTo(guest.claims().path("sub"));
    }

    /** Somebody else had this browser, say, and kept what they could. */
    @Test
    void whoeverWasTheGuestBeforeIsNotLetIntoTheAccount() {
        Tokens before = begin(visitor.authorize(BOTH, AS_A_GUEST));
        String id = before.claims().path("sub").asText();
        Page refused = visitor.authorize(BOTH, Map.of("kc_action", "webauthn-register-passwordless"));
        assertThat(refused.answer("kc_action_status")).isEqualTo("error");
        assertThat(admin.get("/users/" + id + "/credentials")).isEmpty();
        Page second = visitor.giveEmail(visitor.authorize(BOTH, CREATE), "owner-" + UUID.randomUUID() + "@example.com");
        // As late as can be: they keep coming back.
        Visitor former = visitor.copy();
        Tokens latest = Tokens.of(former.refresh(before).json());
        assertThat(former.authorize(BOTH, Map.of("prompt", "none")).answer("code"))
                .isNotEmpty();

        Tokens owner = visitor.redeem(visitor.choosePassword(second, PASSWORD).answer("code"));

        assertThat(owner.claims().path("sub").asText()).isEqualTo(id);
        assertThat(owner.claims().path("sid")).isNotEqualTo(latest.claims().path("sid"));
        assertThat(former.authorize(BOTH, Map.of("prompt", "none")).answer("error"))
                .isEqualTo("login_required");
        assertThat(former.refresh(latest).json().path("error").asText()).isEqualTo("invalid_grant");
        eventually(() -> api(latest).list().status(), status -> status == 401);
        assertThat(api(owner).list().status()).isEqualTo(200);
        assertThat(visitor.refresh(owner).status()).isEqualTo(200);
        assertThat(admin.get("/users/" + id + "/credentials")).hasSize(1);
        assertThat(admin.get("/users/" + id + "/sessions")).hasSize(1);
        // The browser remembers no guest any more.
        assertThat(visitor.cookies()).noneMatch(cookie -> cookie.contains(id));
    }

    /** A page that was left open outlives the sign-in by which it was opened. */
    @Test
    void aPageOfTheGuestIsNoWayIntoTheAccount() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        Admin.App second = admin.newApp("notes:read", "notes:write");
        admin.letGuestsIn(second);
        Visitor former =
                visitor.copy("KEYCLOAK_IDENTITY", "KEYCLOAK_SESSION").at(second.clientId(), second.redirectUri());
        Page open = former.authorize(BOTH, Map.of());
        assertThat(open.asksForConsent()).isTrue();

        Tokens owner = visitor.redeem(
                visitor.signUp(visitor.authorize(BOTH, CREATE), "shut-" + UUID.randomUUID() + "@example.com", PASSWORD)
                        .answer("code"));
        Page refused = former.decide(open, "allow", open.options());

        assertThat(refused.answer("code")).isEmpty();
        assertThat(former.authorize(BOTH, Map.of("prompt", "none")).answer("error"))
                .isEqualTo("login_required");
        String id = owner.claims().path("sub").asText();
        assertThat(id).isEqualTo(person(guest).id());
        assertThat(admin.get("/users/" + id + "/sessions")).hasSize(1);
        assertThat(admin.get("/vibe/grants?person=" + id)).hasSize(1);
    }

    /** Nor is one that was opened in another browser, under another name. */
    @Test
    void norIsOneOfAnotherBrowser() {
        begin(visitor.authorize(BOTH, AS_A_GUEST));
        Admin.App second = admin.newApp("notes:read", "notes:write");
        admin.letGuestsIn(second);
        Visitor former = visitor.copy("KEYCLOAK_IDENTITY", "KEYCLOAK_SESSION");
        Visitor stranger = app.visitor(stack);
        stranger.authorize(BOTH, Map.of());
        Visitor mixed = former.with(stranger, "AUTH_SESSION_ID").at(second.clientId(), second.redirectUri());
        Page open = mixed.authorize(BOTH, Map.of());
        assertThat(open.asksForConsent()).isTrue();

        Page end =
                visitor.signUp(visitor.authorize(BOTH, CREATE), "shut-" + UUID.randomUUID() + "@example.com", PASSWORD);
        Page refused = mixed.decide(open, "allow", open.options());

        assertThat(refused.asksForPassword()).isTrue();
        assertThat(mixed.authorize(BOTH, Map.of("prompt", "none")).answer("error"))
                .isEqualTo("login_required");
        assertThat(visitor.refresh(visitor.redeem(end.answer("code"))).status()).isEqualTo(200);
    }

    @Test
    void ofTwoWhoSignUpAsOneGuestOneHasTheAccount() throws Exception {
        String id = person(begin(visitor.authorize(BOTH, AS_A_GUEST))).id();
        List<Callable<Page>> ends = new ArrayList<>();
        for (Visitor each : List.of(visitor, visitor.copy("KEYCLOAK_IDENTITY", "KEYCLOAK_SESSION"))) {
            Page second = each.giveEmail(each.authorize(BOTH, CREATE), "one-of-" + UUID.randomUUID() + "@example.com");
            ends.add(() -> each.choosePassword(second, PASSWORD));
        }
        int signedIn = 0;
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            for (Future<Page> end : both.invokeAll(ends)) {
                signedIn += end.get().answer("code").isEmpty() ? 0 : 1;
            }
        }

        assertThat(signedIn).isEqualTo(1);
        assertThat(admin.get("/users/" + id + "/credentials")).hasSize(1);
        assertThat(admin.get("/users/" + id + "/sessions")).hasSize(1);
    }

    /** The cookie of a page is of the same name as the sign-in that comes of it. */
    @Test
    void theCookieOfAPageIsNoSignIn() {
        Page one = visitor.authorize(BOTH, AS_A_GUEST);
        visitor.authorize(BOTH, AS_A_GUEST);
        Visitor thief = visitor.copy("AUTH_SESSION_ID");
        Tokens guest = begin(one);

        Page first = thief.authorize(BOTH, CREATE);
        assertThat(first.body()).doesNotContain(LEAD);
        Page end = thief.signUp(first, "thief-" + UUID.randomUUID() + "@example.com", PASSWORD);

        assertThat(thief.redeem(thief.decide(end, "allow", end.options()).answer("code"))
                        .claims()
                        .path("sub"))
                .isNotEqualTo(guest.claims().path("sub"));
        assertThat(visitor.refresh(guest).status()).isEqualTo(200);
        Visitor other = visitor.copy("AUTH_SESSION_ID");
        other.authorize(BOTH, CREATE);
        assertThat(other.cookies()).noneMatch(cookie -> cookie.matches("KEYCLOAK_IDENTITY=.+"));
    }

    @Test
    void aGuestWhoIsDeletedDoesNotComeBack() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        String email = "gone-" + UUID.randomUUID() + "@example.com";
        Page second = visitor.giveEmail(visitor.authorize(BOTH, CREATE), email);
        assertThat(admin.deletePerson(person(guest))).isEqualTo(204);

        Page refused = visitor.choosePassword(second, PASSWORD);

        assertThat(refused.answer("code")).isEmpty();
        assertThat(admin.people(email)).isEmpty();
        assertThat(admin.status("/users/" + guest.claims().path("sub").asText()))
                .isEqualTo(404);
    }

    @Test
    void theBrowserRemembersThem() {
        com.microsoft.playwright.Page page = browser.window();
        page.navigate(visitor.authorization(BOTH, AS_A_GUEST));
        page.locator("input[name=permission]").uncheck();
        page.waitForRequest(request -> request.url().startsWith(app.redirectUri()), page.locator("#vibe-allow")::click);

        Cookie identity = page.context().cookies().stream()
                .filter(cookie -> cookie.name.equals("KEYCLOAK_IDENTITY"))
                .findFirst()
                .orElseThrow();
        assertThat(Instant.ofEpochSecond(
                        Objects.requireNonNull(identity.expires).longValue()))
                .isAfter(Instant.now().plus(Duration.ofDays(30)));
    }

    @Test
    void whoComesBackIsTheSame() {
        Tokens first = begin(visitor.authorize(BOTH, AS_A_GUEST));

        Tokens again = visitor.redeem(visitor.authorize(BOTH, AS_A_GUEST).answer("code"));
        Tokens otherwise = visitor.redeem(visitor.authorize(BOTH, Map.of()).answer("code"));

        assertThat(again.claims().path("sub")).isEqualTo(first.claims().path("sub"));
        assertThat(otherwise.claims().path("sub")).isEqualTo(first.claims().path("sub"));
        assertThat(otherwise.claims().path("guest").asBoolean()).isTrue();
    }

    @Test
    void aPushedRequestMaySayItToo() {
        Map<String, String> request = new HashMap<>(Map.of(
                "redirect_uri", app.redirectUri(), "response_type", "code", "scope", BOTH, "vibe_guest", "true"));
        request.put("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        request.put("code_challenge_method", "S256");
        Page page = visitor.authorizePushed(
                visitor.push(request).json().path("request_uri").asText());

        assertThat(page.body()).contains("You go on as a guest");
    }

    @Test
    void anAppThatTakesNoGuestsGetsTheUsualPage() {
        Visitor usual = admin.newApp("notes:read", "notes:write").visitor(stack);

        assertThat(usual.authorize(BOTH, AS_A_GUEST).asksForPassword()).isTrue();
        assertThat(visitor.authorize(BOTH, Map.of()).asksForPassword()).isTrue();
        assertThat(visitor.authorize(BOTH, Map.of("vibe_guest", "1")).asksForPassword())
                .isTrue();
    }

    @Test
    void whoSaysNoOrWantsAnAccountLeavesNothing() {
        List<String> before = admin.members(GUESTS);

        assertThat(visitor.decide(visitor.authorize(BOTH, AS_A_GUEST), "deny", List.of())
                        .answer("error"))
                .isEqualTo("access_denied");
        Visitor another = app.visitor(stack);
        assertThat(another.decide(another.authorize(BOTH, AS_A_GUEST), "switch", List.of())
                        .asksForPassword())
                .isTrue();
        Visitor silent = app.visitor(stack);
        assertThat(silent.authorize(BOTH, Map.of("vibe_guest", "true", "prompt", "none"))
                        .answer("error"))
                .isIn("login_required", "interaction_required");
        Visitor crafty = app.visitor(stack);
        Page page = crafty.authorize(BOTH, AS_A_GUEST);
        assertThat(crafty.decide(page, "allow", List.of("*:write")).answer("code"))
                .isEmpty();

        assertThat(admin.members(GUESTS)).isEqualTo(before);
    }

    @Test
    void whoSignsUpKeepsEverything() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        String id = api(guest).create("Written before").json().path("id").asText();
        String email = "kept-" + UUID.randomUUID() + "@example.com";

        Page first = visitor.authorize(BOTH, CREATE);
        assertThat(first.body()).contains(LEAD);
        Page end = visitor.signUp(first, email, PASSWORD);

        // Nothing is asked again: the grant is the same.
        Tokens person = visitor.redeem(end.answer("code"));
        assertThat(person.claims().path("sub")).isEqualTo(guest.claims().path("sub"));
        assertThat(person.claims().path("grant")).isEqualTo(guest.claims().path("grant"));
        assertThat(person.claims().has("guest")).isFalse();
        assertThat(admin.members(GUESTS))
                .doesNotContain(person.claims().path("sub").asText());
        assertThat(api(person).get(id).status()).isEqualTo(200);
        // Elsewhere they are who they were.
        Visitor elsewhere = app.visitor(stack);
        Page consent = elsewhere.logIn(elsewhere.authorize(BOTH, Map.of()), email, PASSWORD);
        Tokens there = elsewhere.redeem(
                (consent.asksForConsent() ? elsewhere.decide(consent, "allow", consent.options()) : consent)
                        .answer("code"));
        assertThat(api(there).get(id).status()).isEqualTo(200);
    }

    @Test
    void aPasskeyMakesThemAPersonAsWell() {
        com.microsoft.playwright.Page page = browser.window();
        new Device(page, true);
        page.navigate(visitor.authorization(BOTH, AS_A_GUEST));
        Tokens guest = back(page, page.locator("#vibe-allow")::click);
        page.navigate(visitor.authorization(BOTH, CREATE));
        page.locator("input[name=email]").fill("key-" + UUID.randomUUID() + "@example.com");
        page.locator("input[name=email]").press("Enter");

        Tokens person = back(page, page.locator("#registerWebAuthn")::click);

        assertThat(person.claims().path("sub")).isEqualTo(guest.claims().path("sub"));
        assertThat(person.claims().has("guest")).isFalse();
        page.context().clearCookies();
        Tokens again = back(page, () -> page.navigate(visitor.authorization(BOTH, Map.of())));
        assertThat(again.claims().path("sub")).isEqualTo(guest.claims().path("sub"));
    }

    @Test
    void whoTurnsBackStaysAGuest() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));

        Page second = visitor.giveEmail(visitor.authorize(BOTH, CREATE), "left-" + UUID.randomUUID() + "@example.com");
        visitor.choosePassword(second, "short");

        Tokens still = visitor.redeem(visitor.authorize(BOTH, AS_A_GUEST).answer("code"));
        assertThat(still.claims().path("sub")).isEqualTo(guest.claims().path("sub"));
        assertThat(still.claims().path("guest").asBoolean()).isTrue();
    }

    /** Somebody else at the same machine, say. */
    @Test
    void whoWantsToStartAnewIsNotTheGuest() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));

        Page first = visitor.post(visitor.authorize(BOTH, CREATE).action(), "leave=on");
        assertThat(first.body()).doesNotContain(LEAD);
        Page consent = visitor.signUp(first, "anew-" + UUID.randomUUID() + "@example.com", PASSWORD);

        assertThat(consent.asksForConsent()).isTrue();
        assertThat(begin(consent).claims().path("sub"))
                .isNotEqualTo(guest.claims().path("sub"));
        assertThat(visitor.refresh(guest).json().path("error").asText()).isEqualTo("invalid_grant");
    }

    @Test
    void nobodyElseSignsUpAsThem() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        Page second = visitor.giveEmail(visitor.authorize(BOTH, CREATE), "mine-" + UUID.randomUUID() + "@example.com");

        String email = "stranger-" + UUID.randomUUID() + "@example.com";
        Visitor stranger = app.visitor(stack);
        stranger.choosePassword(second, PASSWORD);
        Tokens other = stranger.register(email, PASSWORD, BOTH);

        assertThat(other.claims().path("sub")).isNotEqualTo(guest.claims().path("sub"));
        assertThat(admin.members(GUESTS)).contains(guest.claims().path("sub").asText());
    }

    /** A sign-in that an admin ends is over, also for the page that was open meanwhile. */
    @Test
    void aGuestWhoseSignInHasEndedIsNotSignedUp() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        String email = "late-" + UUID.randomUUID() + "@example.com";
        Page second = visitor.giveEmail(visitor.authorize(BOTH, CREATE), email);
        admin.signOut(person(guest));

        Page refused = visitor.choosePassword(second, PASSWORD);

        assertThat(refused.answer("code")).isEmpty();
        assertThat(admin.people(email)).isEmpty();
        assertThat(admin.members(GUESTS)).contains(guest.claims().path("sub").asText());
    }

    @Test
    void whomNothingLeadsBackIsSweptAndTheOthersStay() throws Exception {
        Tokens gone = begin(visitor.authorize(BOTH, AS_A_GUEST));
        Visitor other = app.visitor(stack);
        Page page = other.authorize(BOTH, AS_A_GUEST);
        Tokens here = other.redeem(other.decide(page, "allow", List.of()).answer("code"));
        String server = anotherInTheGroup();
        String elsewhere = aGroupOfThatNameElsewhere();
        for (String each : List.of(person(gone).id(), person(here).id(), server)) {
            madeTwoHoursAgo(each);
        }
        // Written behind Keycloak's back.
        assertThat(admin.create("/clear-user-cache", "{}").statusCode()).isEqualTo(204);
        // What they have allowed is of no use to them any more.
        admin.signOut(person(gone));

        eventually(
                Duration.ofMinutes(4),
                () -> admin.status("/users/" + gone.claims().path("sub").asText()),
                status -> status == 404);

        assertThat(admin.status("/users/" + here.claims().path("sub").asText())).isEqualTo(200);
        assertThat(other.refresh(here).status()).isEqualTo(200);
        assertThat(admin.status("/users/" + server)).isEqualTo(200);
        Rest console = new Rest(admin.token());
        assertThat(console.get(elsewhere + "/users").json()).hasSize(1);
        assertThat(console.delete(elsewhere).status()).isEqualTo(204);
        // The data API has heard of it: the name of whoever is gone resolves no more.
        String document = "/people/" + gone.claims().path("sub").asText() + "/did.json";
        eventually(() -> api(here).send("GET", document, Map.of(), "").status(), status -> status == 404);
    }

    /** The app does not know of this request, and leaves the code alone. */
    private Tokens back(com.microsoft.playwright.Page page, Runnable last) {
        String address = page.waitForRequest(request -> request.url().startsWith(app.redirectUri()), last)
                .url();
        return visitor.redeem(new Page(302, address, "").answer("code"));
    }

    private Tokens begin(Page page) {
        return visitor.redeem(visitor.decide(page, "allow", page.options()).answer("code"));
    }

    private DataApi api(Tokens tokens) {
        return new DataApi(stack.endpoints().api(), tokens.access());
    }

    private static Admin.Person person(Tokens tokens) {
        return new Admin.Person(tokens.claims().path("sub").asText(), "", "");
    }

    /** A service account, which an admin has put there. */
    private String anotherInTheGroup() {
        Admin.Sibling sibling = admin.newSibling(app.clientId(), "notes:read");
        String server = admin.get("/clients/" + admin.appId(sibling.clientId()) + "/service-account-user")
                .path("id")
                .asText();
        assertThat(admin.send("PUT", "/users/" + server + "/groups/" + admin.group(GUESTS), "{}")
                        .statusCode())
                .isEqualTo(204);
        return server;
    }

    /** Another realm, which is none of ours: its address. */
    private String aGroupOfThatNameElsewhere() {
        String realms = stack.endpoints().identity() + "/admin/realms";
        String name = "elsewhere-" + UUID.randomUUID();
        String id = UUID.randomUUID().toString();
        Rest.Answer made = new Rest(admin.token()).send("POST", realms, Map.of(), """
                {"realm": "%1$s", "enabled": true, "groups": [{"name": "guests", "attributes": {"vibe.guests": ["true"]}}],
                 "users": [{"id": "%2$s", "username": "guest-%2$s", "enabled": true, "createdTimestamp": 1, "groups": ["/guests"]}]}
                """.formatted(name, id));
        assertThat(made.status()).isEqualTo(201);
        return realms + "/" + name;
    }

    private void madeTwoHoursAgo(String id) throws Exception {
        var account = stack.json().path("database");
        try (Connection keycloak = DriverManager.getConnection(
                        stack.endpoints().jdbc("keycloak"),
                        account.path("user").asText(),
                        account.path("password").asText());
                PreparedStatement statement = keycloak.prepareStatement(
                        "UPDATE user_entity SET created_timestamp = created_timestamp - 7200000 WHERE id = ?")) {
            statement.setString(1, id);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }
}
