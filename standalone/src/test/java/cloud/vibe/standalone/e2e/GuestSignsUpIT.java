package cloud.vibe.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Somebody has begun as a guest, and makes an account. */
class GuestSignsUpIT extends GuestJourney {
    private static final String LEAD = "What you did as a guest stays yours";

    GuestSignsUpIT(RunningCloud.Stack stack, Browser.Windows browser) {
        super(stack, browser);
    }

    @Test
    void elsewhereTheyNeedAnAccountAndStayTheSame() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        Admin.App usual = admin.newApp("notes:read", "notes:write");
        Visitor there = visitor.at(usual.clientId(), usual.redirectUri());

        assertThat(there.authorize(BOTH, Map.of("prompt", "none")).answer("error"))
                .isEqualTo("interaction_required");
        IdentityPage first = there.authorize(BOTH, Map.of());
        assertThat(first.answer("code")).isEmpty();
        assertThat(first.body()).contains(LEAD);
        // Whoever does not go through with it is who they were.
        assertThat(visitor.authorize(BOTH, Map.of()).answer("code")).isNotEmpty();
        IdentityPage consent =
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

        IdentityPage page = visitor.at("account-console", stack.endpoints().issuer() + "/account/")
                .authorize("openid", Map.of());

        assertThat(page.answer("code")).isEmpty();
        assertThat(page.body()).contains(LEAD);
    }

    /** They have nothing to do it with: they sign in to an account that they have, or make one. */
    @Test
    void whoIsToProveWhoTheyAreSignsUp() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));

        IdentityPage signIn = visitor.authorize(BOTH, Map.of("prompt", "login"));
        assertThat(signIn.asksForPassword()).isTrue();
        IdentityPage first = visitor.signUpLink(signIn);
        assertThat(first.body()).contains(LEAD);
        Tokens person = visitor.redeem(visitor.signUp(first, "proven-" + UUID.randomUUID() + "@example.com", PASSWORD)
                .answer("code"));

        assertThat(person.claims().path("sub")).isEqualTo(guest.claims().path("sub"));
    }

    @Test
    void whoSignsUpKeepsEverything() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        String id = api(guest).create("Written before").json().path("id").asText();
        String email = "kept-" + UUID.randomUUID() + "@example.com";

        IdentityPage first = visitor.authorize(BOTH, CREATE);
        assertThat(first.body()).contains(LEAD);
        IdentityPage end = visitor.signUp(first, email, PASSWORD);

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
        IdentityPage consent = elsewhere.logIn(elsewhere.authorize(BOTH, Map.of()), email, PASSWORD);
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

        IdentityPage second =
                visitor.giveEmail(visitor.authorize(BOTH, CREATE), "left-" + UUID.randomUUID() + "@example.com");
        visitor.choosePassword(second, "short");

        Tokens still = visitor.redeem(visitor.authorize(BOTH, AS_A_GUEST).answer("code"));
        assertThat(still.claims().path("sub")).isEqualTo(guest.claims().path("sub"));
        assertThat(still.claims().path("guest").asBoolean()).isTrue();
    }

    /** Somebody else at the same machine, say. */
    @Test
    void whoWantsToStartAnewIsNotTheGuest() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));

        IdentityPage first = visitor.post(visitor.authorize(BOTH, CREATE).action(), "leave=on");
        assertThat(first.body()).doesNotContain(LEAD);
        IdentityPage consent = visitor.signUp(first, "anew-" + UUID.randomUUID() + "@example.com", PASSWORD);

        assertThat(consent.asksForConsent()).isTrue();
        assertThat(begin(consent).claims().path("sub"))
                .isNotEqualTo(guest.claims().path("sub"));
        assertThat(visitor.refresh(guest).json().path("error").asText()).isEqualTo("invalid_grant");
    }

    @Test
    void nobodyElseSignsUpAsThem() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        IdentityPage second =
                visitor.giveEmail(visitor.authorize(BOTH, CREATE), "mine-" + UUID.randomUUID() + "@example.com");

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
        IdentityPage second = visitor.giveEmail(visitor.authorize(BOTH, CREATE), email);
        admin.signOut(person(guest));

        IdentityPage refused = visitor.choosePassword(second, PASSWORD);

        assertThat(refused.answer("code")).isEmpty();
        assertThat(admin.people(email)).isEmpty();
        assertThat(admin.members(GUESTS)).contains(guest.claims().path("sub").asText());
    }
}
