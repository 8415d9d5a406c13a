package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody has begun as a guest, and has an account all along. */
class MergeGuestIT extends GuestJourney {
    private static final Map<String, String> LOGIN = Map.of("prompt", "login");
    private static final Pattern HAVE_ACCOUNT = Pattern.compile("id=\"vibe-have-account\" action=\"([^\"]+)\"");

    private Admin.Person account = new Admin.Person("", "", "");

    MergeGuestIT(RunningCloud.Stack stack, Browser.Windows browser) {
        super(stack, browser);
    }

    @BeforeEach
    void anAccount() {
        account = admin.newPerson();
    }

    @Test
    void whatTheGuestDidComesAlong() {
        com.microsoft.playwright.Page page = browser.window();
        page.navigate(visitor.authorization(BOTH, AS_A_GUEST));
        Tokens guest = back(page, page.locator("#vibe-allow")::click);
        String note = api(guest).create("Written as a guest").json().path("id").asText();
        page.navigate(visitor.authorization(BOTH, CREATE));
        page.locator("#vibe-have-account button").click();
        assertThat(page.locator("[role=status]")).containsText("you choose whether");
        // Keycloak has remembered a name, which is none to sign in with.
        assertThat(page.locator("input[name=username]")).hasValue("");
        page.locator("input[name=username]").fill(account.email());
        page.locator("input[name=password]").fill(account.password());
        page.locator("#kc-login").click();
        assertThat(page.locator("#vibe-merge")).isVisible();
        assertThat(page.locator("#kc-content")).containsText(account.email());
        assertThat(page.locator("#vibe-merge-apps")).containsText("The " + app.clientId());
        page.locator("#vibe-bring").click();

        // The app asks the account, as any app does that it has not let in yet.
        Tokens person = back(page, page.locator("#vibe-allow")::click);

        assertThat(person.claims().path("sub").asText()).isEqualTo(account.id());
        assertThat(person.claims().has("guest")).isFalse();
        eventually(() -> api(person).get(note).status(), status -> status == 200);
        assertEnded(guest);
        // It is not asked again, and the sign-in is that of the account.
        Tokens again = back(page, () -> page.navigate(visitor.authorization(BOTH, AS_A_GUEST)));
        assertThat(again.claims().path("sub").asText()).isEqualTo(account.id());
    }

    @Test
    void whoLeavesItBehindGoesOnWithTheAccountAlone() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        String note = api(guest).create("Left behind").json().path("id").asText();

        Tokens person = allow(visitor.decide(signIn(LOGIN), "leave", List.of()));

        assertThat(person.claims().path("sub").asText()).isEqualTo(account.id());
        assertThat(api(person).get(note).status()).isEqualTo(404);
        assertThat(api(person).list().status()).isEqualTo(200);
        eventually(() -> api(guest).list().status(), status -> status == 401);
        assertThat(visitor.refresh(guest).status()).isEqualTo(400);
        // The guest stays until nothing leads back to them, as others do.
        assertThat(admin.members(GUESTS)).contains(id(guest));
        assertThat(visitor.authorize(BOTH, LOGIN).asksForPassword()).isTrue();
    }

    @Test
    void allWaysLeadToTheQuestion() {
        begin(visitor.authorize(BOTH, AS_A_GUEST));
        assertThat(visitor.authorize(BOTH, LOGIN).body()).contains("you choose whether");
        assertThat(signIn(LOGIN).id()).isEqualTo("vibe-merge");

        Visitor creating = app.visitor(stack);
        visitor = creating;
        begin(visitor.authorize(BOTH, AS_A_GUEST));
        assertThat(logIn(haveAccount(visitor.authorize(BOTH, CREATE))).id()).isEqualTo("vibe-merge");

        visitor = app.visitor(stack);
        begin(visitor.authorize(BOTH, AS_A_GUEST));
        IdentityPage consent = visitor.authorize(BOTH, Map.of("prompt", "consent"));
        assertThat(logIn(visitor.decide(consent, "switch", List.of())).id()).isEqualTo("vibe-merge");
    }

    @Test
    void whoTurnsBackIsStillTheGuest() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        signIn(LOGIN);
        visitor.logIn(visitor.authorize(BOTH, LOGIN), account.email(), "wrong");

        Tokens still = visitor.redeem(visitor.authorize(BOTH, AS_A_GUEST).answer("code"));

        assertThat(still.claims().path("sub").asText()).isEqualTo(id(guest));
        assertThat(visitor.refresh(guest).status()).isEqualTo(200);
        assertThat(api(guest).create("And goes on").status()).isEqualTo(201);
    }

    @Test
    void whoIsSignedInElsewhereIsAskedWhereTheGuestIs() {
        Visitor elsewhere = app.visitor(stack);
        Tokens there = allow(
                elsewhere, elsewhere.logIn(elsewhere.authorize(BOTH, Map.of()), account.email(), account.password()));
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        String note = api(guest).create("From another device").json().path("id").asText();

        // The app is let in already: nothing else is asked.
        IdentityPage end = visitor.decide(signIn(LOGIN), "bring", List.of());

        assertThat(visitor.redeem(end.answer("code")).claims().path("sub").asText())
                .isEqualTo(account.id());
        eventually(() -> api(there).get(note).status(), status -> status == 200);
        assertThat(elsewhere.refresh(there).status()).isEqualTo(200);
    }

    @Test
    void aPublicNoteStaysPublicAndTheGuestsNameIsOver() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        String note = api(guest).create("For everyone").json().path("id").asText();
        api(guest)
                .send(
                        "PUT",
                        "/v1/documents/" + note + "/acl",
                        Map.of(),
                        "{\"entries\":[{\"principal\":{\"kind\":\"everyone\"},\"actions\":[\"read\"]}]}");

        Tokens person = allow(visitor.decide(signIn(LOGIN), "bring", List.of()));

        eventually(() -> api(person).get(note).json().path("owner").asText(), owner -> owner.endsWith(account.id()));
        Tokens stranger = app.visitor(stack)
                .register("stranger-" + UUID.randomUUID() + "@example.com", "a-long-enough-one", BOTH);
        assertThat(api(stranger).get(note).status()).isEqualTo(200);
        eventually(
                () -> api(person)
                        .send("GET", "/people/" + id(guest) + "/did.json", Map.of(), "")
                        .status(),
                status -> status == 404);
    }

    /** All of it is right, but for one thing. */
    @Test
    void nothingButBothSignInsMergesAnybody() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        IdentityPage page = signIn(LOGIN);

        // Another browser: with the page's address, and with an account of its own.
        Visitor stranger = app.visitor(stack);
        stranger.decide(page, "bring", List.of());
        Admin.Person thief = admin.newPerson();
        IdentityPage theirs = stranger.logIn(stranger.authorize(BOTH, Map.of()), thief.email(), thief.password());
        assertThat(theirs.id()).isNotEqualTo("vibe-merge");
        stranger.post(theirs.action(), "decision=bring&guest=" + id(guest) + "&account=" + thief.id());
        stranger.post(
                theirs.action().replaceAll("execution=[^&]*", "execution=vibe-merge"),
                "decision=bring&guest=" + id(guest));
        // Without Keycloak's own code, or with one that was made up: the page comes again, or an error.
        visitor.decide(without(page), "bring", List.of());
        visitor.post(page.action().replaceAll("session_code=[^&]*", "session_code=made-up"), "decision=bring");
        // By a link.
        visitor.get(page.action() + "&decision=bring");

        assertThat(admin.status("/users/" + id(guest))).isEqualTo(200);
        assertThat(api(guest).list().status()).isEqualTo(200);
    }

    @Test
    void anAnswerThatThePageDidNotOfferIsNone() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        IdentityPage page = signIn(LOGIN);

        for (String crafted : List.of("", "decision=", "decision=allow", "decision=bring&decision=leave")) {
            page = visitor.post(page.action(), crafted);
            assertThat(page.id()).as(crafted).isEqualTo("vibe-merge");
        }
        assertThat(admin.status("/users/" + id(guest))).isEqualTo(200);
    }

    @Test
    void theSameAnswerASecondTimeIsNothing() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        IdentityPage page = signIn(LOGIN);
        IdentityPage consent = visitor.decide(page, "bring", List.of());
        assertThat(admin.status("/users/" + id(guest))).isEqualTo(404);

        visitor.decide(page, "bring", List.of());

        assertThat(id(allow(signIn(Map.of())))).isEqualTo(account.id());
        assertThat(consent.asksForConsent()).isTrue();
        assertThat(admin.status("/users/" + account.id())).isEqualTo(200);
    }

    @Test
    void aGuestWhoseSignInWasEndedIsNotGivenAway() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        IdentityPage page = signIn(LOGIN);
        admin.signOut(new Admin.Person(id(guest), "", ""));

        IdentityPage next = visitor.decide(page, "bring", List.of());

        assertThat(next.id()).isNotEqualTo("vibe-merge");
        assertThat(admin.status("/users/" + id(guest))).isEqualTo(200);
    }

    @Test
    void nothingIsGivenToAnAccountThatIsDisabledMeanwhile() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        IdentityPage page = signIn(LOGIN);
        admin.enable(account, false);

        assertThat(visitor.decide(page, "bring", List.of()).id()).isEqualTo("error");

        assertThat(admin.status("/users/" + id(guest))).isEqualTo(200);
        assertThat(api(guest).list().status()).isEqualTo(200);
    }

    @Test
    void aPersonWithAnAccountIsNeverMergedAway() {
        Admin.Person first = admin.newPerson();
        allow(visitor.logIn(visitor.authorize(BOTH, Map.of()), first.email(), first.password()));

        IdentityPage page = visitor.authorize(BOTH, LOGIN);
        IdentityPage next = visitor.post(
                page.action(), "username=" + account.email() + "&password=" + account.password() + "&credentialId=");

        assertThat(next.id()).isNotEqualTo("vibe-merge");
        assertThat(admin.status("/users/" + first.id())).isEqualTo(200);
    }

    /** Another's place is not theirs to give away, or to fill. */
    @Test
    void whoeverAnAdminImpersonatesIsNotMerged() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        Visitor office = app.visitor(stack);
        office.keepCookies(admin.create("/users/" + id(guest) + "/impersonation", "{}"));
        assertThat(office.redeem(office.authorize(BOTH, AS_A_GUEST).answer("code"))
                        .claims()
                        .path("sub")
                        .asText())
                .isEqualTo(id(guest));

        IdentityPage next = office.logIn(office.authorize(BOTH, LOGIN), account.email(), account.password());

        assertThat(next.asksForConsent()).isTrue();
        assertThat(admin.status("/users/" + id(guest))).isEqualTo(200);
        assertThat(api(guest).list().status()).isEqualTo(200);
    }

    private void assertEnded(Tokens guest) {
        assertThat(admin.status("/users/" + id(guest))).isEqualTo(404);
        assertThat(visitor.refresh(guest).status()).isEqualTo(400);
        eventually(() -> api(guest).list().status(), status -> status == 401);
    }

    private static IdentityPage without(IdentityPage page) {
        return new IdentityPage(
                page.status(),
                page.location(),
                "<form action=\"" + page.action().replaceAll("session_code=[^&]*&?", "") + "\">");
    }

    private IdentityPage haveAccount(IdentityPage first) {
        Matcher form = HAVE_ACCOUNT.matcher(first.body());
        assertThat(form.find()).isTrue();
        return visitor.post(form.group(1).replace("&amp;", "&"), "account=on");
    }

    private IdentityPage signIn(Map<String, String> how) {
        return logIn(visitor.authorize(BOTH, how));
    }

    private IdentityPage logIn(IdentityPage page) {
        assertThat(page.asksForPassword()).isTrue();
        return visitor.logIn(page, account.email(), account.password());
    }

    private Tokens allow(IdentityPage consent) {
        return allow(visitor, consent);
    }

    private static Tokens allow(Visitor by, IdentityPage consent) {
        return by.redeem(
                (consent.asksForConsent() ? by.decide(consent, "allow", consent.options()) : consent).answer("code"));
    }
}
