package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.microsoft.playwright.Page;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that we did not write: discovery, PAR, PKCE, tokens bound to its key, and their end. */
@ExtendWith({RunningCloud.class, Browser.class})
class StandardClientIT {
    private static final String SCOPE = "openid profile notes:read notes:write";

    private final RunningCloud.Stack stack;
    private final Admin admin;
    private final Page page;
    private final String afterLogout;
    private Admin.Person person = new Admin.Person("", "", "");
    private String clientId = "";
    private StandardClient client;

    StandardClientIT(RunningCloud.Stack stack, Browser.Windows browser) {
        this.stack = stack;
        this.admin = new Admin(stack);
        this.page = browser.window();
        this.afterLogout = stack.endpoints().app() + "/";
    }

    @BeforeEach
    void register() {
        person = admin.newPerson();
        clientId = admin.newStandardApp(StandardClient.REDIRECT_URI, afterLogout, false);
        client = new StandardClient(stack.endpoints(), clientId, SCOPE);
    }

    @AfterEach
    void close() {
        client.close();
        page.context().close();
    }

    @Test
    void itSignsInCallsRefreshesAndSignsOut() {
        JsonNode metadata = client.tell("metadata");
        assertThat(metadata.path("pushed_authorization_request_endpoint").asText())
                .startsWith(stack.endpoints().issuer());
        assertThat(metadata.path("dpop_signing_alg_values_supported")).isNotEmpty();

        JsonNode tokens = client.signIn(page, person);
        assertThat(tokens.path("type").asText()).isEqualToIgnoringCase("dpop");
        assertThat(tokens.path("subject").asText()).isEqualTo(person.id());
        assertThat(client.tell("userInfo").path("given_name").asText()).isEqualTo("Robin");

        JsonNode created = client.tell(
                "call",
                Map.of("method", "POST", "body", "{\"type\":\"notes\",\"data\":{\"title\":\"of a stranger\"}}"));
        assertThat(created.path("status").asInt()).isEqualTo(201);
        JsonNode listed = client.tell("call", Map.of("query", "?type=notes"));
        assertThat(listed.at("/json/items/0/data/title").asText()).isEqualTo("of a stranger");

        JsonNode fresh = client.tell("refresh");
        assertThat(fresh.path("refresh").asText())
                .isNotEmpty()
                .isNotEqualTo(tokens.path("refresh").asText());
        assertThat(client.call()).isEqualTo(200);

        page.navigate(
                client.tell("logout", Map.of("to", afterLogout)).path("url").asText());
        page.waitForURL(url -> url.startsWith(afterLogout));
        eventually(client::call, status -> status == 401);
        assertThat(client.tell("refresh").path("failure").asText()).isEqualTo("invalid_grant");
    }

    /** RFC 7009: what the client gives back is worth nothing, also at the data API. Another app in the same browser goes on. */
    @Test
    void whatItGivesBackIsWorthNothing() {
        String second = admin.newStandardApp(StandardClient.REDIRECT_URI, afterLogout, false);
        try (StandardClient other = new StandardClient(stack.endpoints(), second, SCOPE)) {
            client.signIn(page, person);
            other.signIn(page, person);
            assertThat(client.call()).isEqualTo(200);

            client.tell("revoke", Map.of("which", "refresh"));

            eventually(client::call, status -> status == 401);
            assertThat(client.tell("refresh").path("failure").asText()).isEqualTo("invalid_grant");
            assertThat(other.call()).isEqualTo(200);
            assertThat(other.tell("refresh").path("access").asText()).isNotEmpty();
        }
    }

    @Test
    void anAccessTokenThatItGivesBackIsWorthNothing() {
        client.signIn(page, person);
        assertThat(client.call()).isEqualTo(200);

        client.tell("revoke", Map.of("which", "access"));

        eventually(client::call, status -> status == 401);
    }

    @Test
    void whoStealsItsTokensCannotUseThem() {
        JsonNode tokens = client.signIn(page, person);
        Tokens stolen = new Tokens(
                tokens.path("access").asText(), tokens.path("refresh").asText(), NullNode.getInstance());
        Visitor thief = new Visitor(stack.endpoints(), clientId, StandardClient.REDIRECT_URI);

        TokenAnswer refused = thief.refresh(stolen);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("error").asText()).isEqualTo("invalid_grant");
        TokenAnswer asBearer = new DataApi(stack.endpoints().api(), stolen.access()).list();
        assertThat(asBearer.status()).isEqualTo(401);
        assertThat(asBearer.json().path("code").asText()).isEqualTo("token_invalid");

        // It has not been used up by that.
        assertThat(client.tell("refresh").path("access").asText()).isNotEmpty();
        assertThat(client.call()).isEqualTo(200);
    }

    @Test
    void whereTheRealmRequiresProofsItGetsInAllTheSame() {
        admin.setRealmAttribute("vibe.dpopRequired", "true");
        try {
            client.signIn(page, person);
            assertThat(client.call()).isEqualTo(200);
            assertThat(client.tell("refresh").path("access").asText()).isNotEmpty();
        } finally {
            admin.setRealmAttribute("vibe.dpopRequired", "false");
        }
    }
}
