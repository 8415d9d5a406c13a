package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For how long a person lets an app in, on the real Keycloak and the real data API. */
@ExtendWith(RunningCloud.class)
class DurationIT {
    private static final String SCOPE = "openid notes:read notes:write";
    private static final long DAY = 86_400;

    private final RunningCloud.Stack stack;
    private final Admin admin;
    private Admin.Person person = new Admin.Person("", "", "");

    DurationIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
    }

    @BeforeEach
    void newPerson() {
        person = admin.newPerson();
    }

    @Test
    void aMonthIsThirtyDaysInTheTokenAndUntilRevokedIsNoEnd() {
        Visitor visitor = new Visitor(stack.endpoints());
        Tokens month = allow(visitor, "month");
        long end = month.claims().path("grant_until").asLong();
        assertThat(end - month.claims().path("iat").asLong()).isBetween(30 * DAY - 60, 30 * DAY);

        IdentityPage again = visitor.authorize(SCOPE, Map.of("prompt", "consent"));
        Tokens kept =
                visitor.redeem(visitor.decide(again, "allow", again.options()).answer("code"));
        assertThat(kept.claims().path("grant_until").asLong()).isEqualTo(end);
        assertThat(kept.claims().path("grant_version").asLong())
                .isEqualTo(month.claims().path("grant_version").asLong());

        IdentityPage longer = visitor.authorize(SCOPE, Map.of("prompt", "consent"));
        Tokens open = visitor.redeem(visitor.decide(longer, "allow", longer.options(), "until-revoked")
                .answer("code"));
        assertThat(open.claims().has("grant_until")).isFalse();
        assertThat(list(open).status()).isEqualTo(200);
    }

    @Test
    void onceIsForThisSignInAndNoOther() {
        Visitor here = new Visitor(stack.endpoints());
        Tokens once = allow(here, "once");
        assertThat(once.claims().path("grant_until").asLong()
                        - once.claims().path("iat").asLong())
                .isLessThanOrEqualTo(DAY);
        assertThat(here.refresh(once).status()).isEqualTo(200);
        assertThat(here.authorize(SCOPE, Map.of()).answer("code")).isNotEmpty();

        Visitor there = new Visitor(stack.endpoints());
        IdentityPage elsewhere = there.logIn(there.authorize(SCOPE, Map.of()), person.email(), person.password());
        assertThat(elsewhere.asksForConsent()).isTrue();
    }

    @Test
    void onceEndsWithTheSignIn() {
        Visitor visitor = new Visitor(stack.endpoints());
        Tokens once = allow(visitor, "once");
        visitor.post(
                stack.endpoints().identity() + "/realms/vibe/protocol/openid-connect/logout",
                "client_id=" + Endpoints.CLIENT_ID + "&refresh_token="
                        + URLEncoder.encode(once.refresh(), StandardCharsets.UTF_8));

        eventually(() -> list(once), answer -> answer.status() == 401);
        assertThat(history(once)).last().asString().startsWith("expired ");
        Visitor next = new Visitor(stack.endpoints());
        assertThat(next.logIn(next.authorize(SCOPE, Map.of()), person.email(), person.password())
                        .asksForConsent())
                .isTrue();
    }

    @Test
    void whatHasRunOutIsRefusedAskedForAnewAndSaidToBeOver() throws Exception {
        Visitor visitor = new Visitor(stack.endpoints());
        Tokens tokens = allow(visitor, "month");
        assertThat(list(tokens).status()).isEqualTo(200);

        endNow(tokens);

        assertThat(visitor.refresh(tokens).json().path("error").asText()).isEqualTo("invalid_grant");
        TokenAnswer refused = eventually(() -> list(tokens), answer -> answer.status() == 401);
        assertThat(refused.json().path("code").asText()).isEqualTo("grant_revoked");
        eventually(
                () -> admin.get("/users/" + person.id() + "/consents"),
                consents -> consents.findValuesAsText("clientId").isEmpty());
        assertThat(visitor.authorize(SCOPE, Map.of()).asksForConsent()).isTrue();
        assertThat(history(tokens)).hasSize(2).first().asString().startsWith("active answered consent en ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"for-ever", "unchanged", "month&duration=year"})
    void aDurationThatThePageDidNotOfferIsNoAnswer(String duration) {
        Visitor visitor = new Visitor(stack.endpoints());
        IdentityPage consent = visitor.logIn(visitor.authorize(SCOPE, Map.of()), person.email(), person.password());
        String form = "decision=allow&permission=notes%3Awrite&duration=" + duration;

        IdentityPage back = visitor.post(consent.action(), form);

        assertThat(back.answer("code")).isEmpty();
        assertThat(back.asksForConsent()).isTrue();
    }

    private Tokens allow(Visitor visitor, String duration) {
        IdentityPage consent = visitor.logIn(visitor.authorize(SCOPE, Map.of()), person.email(), person.password());
        return visitor.redeem(
                visitor.decide(consent, "allow", consent.options(), duration).answer("code"));
    }

    private TokenAnswer list(Tokens tokens) {
        return new DataApi(stack.endpoints().api(), tokens.access()).list();
    }

    private void endNow(Tokens tokens) throws SQLException {
        try (Connection keycloak = keycloak();
                PreparedStatement update =
                        keycloak.prepareStatement("UPDATE vibe_grant SET expires_at = 1 WHERE id = ?")) {
            update.setString(1, tokens.claims().path("grant").asText());
            assertThat(update.executeUpdate()).isOne();
        }
    }

    /** The versions of the grant, from the first on: status, cause and screen. */
    private List<String> history(Tokens tokens) {
        List<String> versions = new ArrayList<>();
        try (Connection keycloak = keycloak();
                PreparedStatement select = keycloak.prepareStatement("""
                        SELECT status || ' ' || cause || COALESCE(' ' || screen, '') FROM vibe_grant_history
                        WHERE grant_id = ? ORDER BY version
                        """)) {
            select.setString(1, tokens.claims().path("grant").asText());
            ResultSet rows = select.executeQuery();
            while (rows.next()) {
                versions.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return versions;
    }

    private Connection keycloak() throws SQLException {
        JsonNode account = stack.json().path("database");
        return DriverManager.getConnection(
                stack.endpoints().jdbc("keycloak"),
                account.path("user").asText(),
                account.path("password").asText());
    }
}
