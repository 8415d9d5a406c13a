package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Whoever was the guest before, or is at the same browser, does not come into the account that the guest makes. */
class GuestTakeoverIT extends GuestJourney {
    private static final String LEAD = "What you did as a guest stays yours";

    GuestTakeoverIT(RunningCloud.Stack stack, Browser.Windows browser) {
        super(stack, browser);
    }

    /** Somebody else had this browser, say, and kept what they could. */
    @Test
    void whoeverWasTheGuestBeforeIsNotLetIntoTheAccount() {
        Tokens before = begin(visitor.authorize(BOTH, AS_A_GUEST));
        String id = before.claims().path("sub").asText();
        IdentityPage refused = visitor.authorize(BOTH, Map.of("kc_action", "webauthn-register-passwordless"));
        assertThat(refused.answer("kc_action_status")).isEqualTo("error");
        assertThat(admin.get("/users/" + id + "/credentials")).isEmpty();
        IdentityPage second =
                visitor.giveEmail(visitor.authorize(BOTH, CREATE), "owner-" + UUID.randomUUID() + "@example.com");
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
        IdentityPage open = former.authorize(BOTH, Map.of());
        assertThat(open.asksForConsent()).isTrue();

        Tokens owner = visitor.redeem(
                visitor.signUp(visitor.authorize(BOTH, CREATE), "shut-" + UUID.randomUUID() + "@example.com", PASSWORD)
                        .answer("code"));
        IdentityPage refused = former.decide(open, "allow", open.options());

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
        IdentityPage open = mixed.authorize(BOTH, Map.of());
        assertThat(open.asksForConsent()).isTrue();

        IdentityPage end =
                visitor.signUp(visitor.authorize(BOTH, CREATE), "shut-" + UUID.randomUUID() + "@example.com", PASSWORD);
        IdentityPage refused = mixed.decide(open, "allow", open.options());

        assertThat(refused.asksForPassword()).isTrue();
        assertThat(mixed.authorize(BOTH, Map.of("prompt", "none")).answer("error"))
                .isEqualTo("login_required");
        assertThat(visitor.refresh(visitor.redeem(end.answer("code"))).status()).isEqualTo(200);
    }

    @Test
    void ofTwoWhoSignUpAsOneGuestOneHasTheAccount() throws Exception {
        String id = person(begin(visitor.authorize(BOTH, AS_A_GUEST))).id();
        List<Callable<IdentityPage>> ends = new ArrayList<>();
        for (Visitor each : List.of(visitor, visitor.copy("KEYCLOAK_IDENTITY", "KEYCLOAK_SESSION"))) {
            IdentityPage second =
                    each.giveEmail(each.authorize(BOTH, CREATE), "one-of-" + UUID.randomUUID() + "@example.com");
            ends.add(() -> each.choosePassword(second, PASSWORD));
        }
        int signedIn = 0;
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            for (Future<IdentityPage> end : both.invokeAll(ends)) {
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
        IdentityPage one = visitor.authorize(BOTH, AS_A_GUEST);
        visitor.authorize(BOTH, AS_A_GUEST);
        Visitor thief = visitor.copy("AUTH_SESSION_ID");
        Tokens guest = begin(one);

        IdentityPage first = thief.authorize(BOTH, CREATE);
        assertThat(first.body()).doesNotContain(LEAD);
        IdentityPage end = thief.signUp(first, "thief-" + UUID.randomUUID() + "@example.com", PASSWORD);

        assertThat(thief.redeem(thief.decide(end, "allow", end.options()).answer("code"))
                        .claims()
                        .path("sub"))
                .isNotEqualTo(guest.claims().path("sub"));
        assertThat(visitor.refresh(guest).status()).isEqualTo(200);
        Visitor other = visitor.copy("AUTH_SESSION_ID");
        other.authorize(BOTH, CREATE);
        assertThat(other.cookies()).noneMatch(cookie -> cookie.matches("KEYCLOAK_IDENTITY=.+"));
    }

    /** An admin may see what the guest sees. To make an account of them would be to keep it. */
    @Test
    void anAdminWhoImpersonatesThemMakesNoAccountOfThem() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        Visitor office = app.visitor(stack);
        office.keepCookies(admin.create("/users/" + id(guest) + "/impersonation", "{}"));

        IdentityPage page = office.authorize(BOTH, CREATE);

        assertThat(page.body()).contains("id=\"vibe-signed-in\"").doesNotContain(LEAD);
        assertThat(office.post(page.action(), "email=office@example.com").body())
                .contains("id=\"vibe-signed-in\"");
        assertThat(admin.members(GUESTS)).contains(id(guest));
        assertThat(api(guest).list().status()).isEqualTo(200);
    }

    /** Nothing else leads back to them, in any app. */
    @Test
    void anAppEndsNoMoreOfTheirSignInThanItsOwnPart() {
        Tokens guest = begin(visitor.authorize(BOTH, AS_A_GUEST));
        Admin.App another = admin.newApp("notes:read", "notes:write");
        admin.letGuestsIn(another);
        Visitor there = visitor.at(another.clientId(), another.redirectUri());
        IdentityPage consent = there.authorize(BOTH, AS_A_GUEST);
        Tokens theirs = there.redeem(there.decide(consent, "allow", List.of()).answer("code"));

        IdentityPage refused = there.post(
                stack.endpoints().issuer() + "/protocol/openid-connect/logout",
                "client_id=" + another.clientId() + "&refresh_token=" + theirs.refresh());

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("RFC 7009");
        assertThat(there.revoke(Map.of("token", theirs.refresh())).status()).isEqualTo(200);
        eventually(() -> api(theirs).list().status(), status -> status == 401);
        assertThat(visitor.refresh(guest).status()).isEqualTo(200);
        assertThat(api(guest).list().status()).isEqualTo(200);
        // And they are who they were, there too.
        IdentityPage again = there.authorize(BOTH, AS_A_GUEST);
        IdentityPage end = again.asksForConsent() ? there.decide(again, "allow", List.of()) : again;
        assertThat(id(there.redeem(end.answer("code")))).isEqualTo(id(guest));
    }

    /** Any site can put an address into the link. */
    @Test
    void nobodyElsesAddressStandsReady() {
        begin(visitor.authorize(BOTH, AS_A_GUEST));
        Map<String, String> link = Map.of("prompt", "create", "login_hint", "thief@example.org");

        assertThat(visitor.authorize(BOTH, link).body()).doesNotContain("thief@example.org");
        assertThat(app.visitor(stack).authorize(BOTH, link).body()).contains("thief@example.org");
    }
}
