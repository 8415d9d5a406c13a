package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** However a sign-in ends on the real Keycloak, the data API refuses its tokens, and no others. */
@ExtendWith(RunningCloud.class)
class SignOutIT {
    private static final String SCOPE = "openid notes:read notes:write";

    private final RunningCloud.Stack stack;
    private final Admin admin;
    private Admin.Person person = new Admin.Person("", "", "");
    private Tokens here = new Tokens("", "", NullNode.getInstance());
    private Tokens there = here;

    SignOutIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
    }

    @BeforeEach
    void twoSignIns() {
        person = admin.newPerson();
        here = signIn();
        there = signIn();
        assertThat(list(here).status()).isEqualTo(200);
        assertThat(list(there).status()).isEqualTo(200);
    }

    @Test
    void signingOutEndsThisSignIn() {
        Visitor visitor = new Visitor(stack.endpoints());
        visitor.post(
                stack.endpoints().identity() + "/realms/vibe/protocol/openid-connect/logout",
                "client_id=" + Endpoints.CLIENT_ID + "&refresh_token="
                        + URLEncoder.encode(here.refresh(), StandardCharsets.UTF_8));

        requireEnded(here);
        requireGood(there);
    }

    @Test
    void anAdminEndsOneSession() {
        admin.endSession(here.claims().path("sid").asText());

        requireEnded(here);
        requireGood(there);
    }

    @Test
    void anAdminSignsThePersonOutEverywhereAndTheyComeBack() {
        admin.signOut(person);

        requireEnded(here);
        requireEnded(there);
        requireGood(eventually(this::signIn, tokens -> list(tokens).status() == 200));
    }

    /** The button of the account page. */
    @Test
    void thePersonSignsOutOfAllDevices() {
        Tokens accountPage = new Visitor(
                        stack.endpoints(), "account-console", stack.endpoints().issuer() + "/account/")
                .signIn(person.email(), person.password(), "openid");

        assertThat(new Rest(accountPage.access())
                        .send(
                                "DELETE",
                                stack.endpoints().issuer() + "/account/sessions?current=true",
                                Map.of("Accept", "application/json"),
                                "")
                        .status())
                .isEqualTo(204);

        requireEnded(here);
        requireEnded(there);
    }

    @Test
    void anAdminSignsEverybodyOut() {
        assertThat(admin.send("POST", "/logout-all", "").statusCode()).isEqualTo(200);

        requireEnded(here);
        requireEnded(there);
        requireGood(eventually(this::signIn, tokens -> list(tokens).status() == 200));
    }

    /** What was issued before a time is worth nothing; the sign-ins go on. */
    @Test
    void anAdminRevokesWhatWasIssuedBefore() {
        long now = Instant.now().getEpochSecond();
        try {
            admin.changeRealm(realm -> realm.put("notBefore", now));
            assertThat(admin.send("POST", "/push-revocation", "").statusCode()).isEqualTo(200);

            requireEnded(new DataApi(stack.endpoints().api(), here.access()));
            requireEnded(new DataApi(stack.endpoints().api(), there.access()));
        } finally {
            admin.changeRealm(realm -> realm.put("notBefore", 0));
        }
        requireGood(eventually(this::signIn, tokens -> list(tokens).status() == 200));
    }

    @Test
    void aNewPasswordByAnAdminEndsEverySignInWithTheOldOne() {
        admin.resetPassword(person, "another-long-one");

        requireEnded(here);
        requireEnded(there);
        person = new Admin.Person(person.id(), person.email(), "another-long-one");
        requireGood(signIn());
    }

    /** As the account page has it done: a required action in a sign-in of one's own. */
    @Test
    void aNewPasswordOfTheirOwnLeavesTheSignInInWhichItIsSet() {
        admin.requireOf(person, "UPDATE_PASSWORD");
        Visitor visitor = new Visitor(stack.endpoints());
        IdentityPage form = visitor.logIn(visitor.authorize(SCOPE, Map.of()), person.email(), person.password());
        IdentityPage done =
                visitor.post(form.action(), "password-new=yet-another-one&password-confirm=yet-another-one");
        Tokens current = visitor.redeem(done.answer("code"));

        requireEnded(here);
        requireEnded(there);
        requireGood(current);
    }

    @Test
    void whereTheRealmSaysSoANewPasswordEndsNothing() {
        admin.setRealmAttribute("vibe.signOutOnPasswordChange", "false");
        try {
            admin.resetPassword(person, "another-long-one");
            requireGood(here);
        } finally {
            admin.setRealmAttribute("vibe.signOutOnPasswordChange", "true");
        }
        admin.resetPassword(person, "yet-another-long-one");
        requireEnded(new DataApi(stack.endpoints().api(), here.access()));
    }

    /** An event of another realm would be refused, and stay in the outbox for ever. */
    @Test
    void whoLeavesTheConsoleIsNobodysBusiness() {
        admin.leave();
        admin.signOut(person);

        requireEnded(here);
        eventually(this::waiting, count -> count == 0);
    }

    private long waiting() {
        JsonNode account = stack.json().path("database");
        try (Connection keycloak = DriverManager.getConnection(
                        stack.endpoints().jdbc("keycloak"),
                        account.path("user").asText(),
                        account.path("password").asText());
                ResultSet count = keycloak.createStatement().executeQuery("SELECT count(*) FROM vibe_outbox")) {
            count.next();
            return count.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aDisabledSiblingsTokenEndsWithIt() {
        Admin.Sibling sibling = admin.newSibling(Endpoints.CLIENT_ID, "notes:write");
        DataApi api = new DataApi(stack.endpoints().api(), token(sibling));
        assertThat(api.list().status()).isEqualTo(200);

        admin.enableApp(sibling.clientId(), false);

        requireEnded(api);
        requireGood(here);
    }

    /** RFC 7009. There is no session that Keycloak could end. */
    @Test
    void aTokenThatAnAppForItselfGivesBackIsWorthNothing() {
        Admin.Sibling sibling = admin.newSibling(Endpoints.CLIENT_ID, "notes:write");
        String given = token(sibling);
        DataApi api = new DataApi(stack.endpoints().api(), given);
        assertThat(api.list().status()).isEqualTo(200);

        TokenAnswer done = visitor(sibling).revoke(Map.of("token", given, "client_secret", sibling.secret()));
        assertThat(done.status()).isEqualTo(200);

        requireEnded(api);
        requireGood(here);
        eventually(() -> new DataApi(stack.endpoints().api(), token(sibling)).list(), answer -> answer.status() == 200);
    }

    @Test
    void aTokenThatIsGivenBackTakesNoLaterOneWithIt() {
        Visitor visitor = new Visitor(stack.endpoints());
        Tokens later = here;
        while (issued(later) == issued(here)) {
            later = Tokens.of(visitor.refresh(later).json());
        }

        assertThat(visitor.revoke(Map.of("token", here.access())).status()).isEqualTo(200);

        requireEnded(new DataApi(stack.endpoints().api(), here.access()));
        requireGood(later);
    }

    private static long issued(Tokens tokens) {
        return tokens.claims().path("iat").asLong();
    }

    private Visitor visitor(Admin.Sibling sibling) {
        return new Visitor(stack.endpoints(), sibling.clientId(), "http://localhost/none");
    }

    private String token(Admin.Sibling sibling) {
        return visitor(sibling)
                .token(Map.of("grant_type", "client_credentials", "client_secret", sibling.secret()))
                .json()
                .path("access_token")
                .asText();
    }

    private static void requireEnded(DataApi api) {
        TokenAnswer refused = eventually(api::list, answer -> answer.status() == 401);
        assertThat(refused.json().path("code").asText()).isEqualTo("signed_out");
    }

    private Tokens signIn() {
        return new Visitor(stack.endpoints()).signIn(person.email(), person.password(), SCOPE);
    }

    private TokenAnswer list(Tokens tokens) {
        return new DataApi(stack.endpoints().api(), tokens.access()).list();
    }

    private void requireEnded(Tokens tokens) {
        requireEnded(new DataApi(stack.endpoints().api(), tokens.access()));
        assertThat(new Visitor(stack.endpoints())
                        .refresh(tokens)
                        .json()
                        .path("error")
                        .asText())
                .isEqualTo("invalid_grant");
    }

    private void requireGood(Tokens tokens) {
        assertThat(list(tokens).status()).isEqualTo(200);
        assertThat(new Visitor(stack.endpoints()).refresh(tokens).status()).isEqualTo(200);
    }
}
