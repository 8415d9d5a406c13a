package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A token that is bound to a key takes back, through the data API, what any other may: Keycloak takes the proof that was made for the data
 * API, for that very change and once.
 */
@ExtendWith({RunningCloud.class, Browser.class})
class BoundTokenIT {
    private static final String EVIL = "https://evil.example";

    private final RunningCloud.Stack stack;
    private final Admin admin;
    private final Page page;
    private String app = "";
    private StandardClient client;

    BoundTokenIT(RunningCloud.Stack stack, Browser.Windows browser) {
        this.stack = stack;
        this.admin = new Admin(stack);
        this.page = browser.window();
    }

    @BeforeEach
    void signIn() {
        String clientId = admin.newStandardApp(
                StandardClient.REDIRECT_URI, stack.endpoints().app() + "/", true);
        client = new StandardClient(stack.endpoints(), clientId, "openid notes:read notes:write");
        client.signIn(page, admin.newPerson());
        app = client.tell("call", Map.of("path", "/v1/grants"))
                .at("/json/items/0/app/id")
                .asText();
        assertThat(app).isNotEmpty();
    }

    @AfterEach
    void close() {
        client.close();
        page.context().close();
    }

    private int delete(String path) {
        return client.tell("call", Map.of("method", "DELETE", "path", path))
                .path("status")
                .asInt();
    }

    /** Straight to Keycloak, as a thief of token and proof would, or the data API. */
    private int hand(String path, String proofFor) {
        return hand(path, Map.of("htu", proofFor));
    }

    private int hand(String path, Map<String, String> proof) {
        return show("DELETE", path, proof);
    }

    private int show(String method, String path, Map<String, String> proof) {
        Map<String, String> options = new HashMap<>(proof);
        options.put("method", method);
        options.put("url", stack.endpoints().issuer() + "/vibe" + path);
        return client.tell("show", options).path("status").asInt();
    }

    @Test
    void itGivesUpItsGrant() {
        assertThat(client.call()).isEqualTo(200);

        assertThat(delete("/v1/grants/" + app)).isIn(202, 204);

        eventually(client::call, status -> status == 401);
        assertThat(client.tell("refresh").path("failure").asText()).isEqualTo("invalid_grant");
    }

    @Test
    void itTakesOnePermissionBack() {
        assertThat(delete("/v1/grants/" + app + "/permissions/notes:write")).isIn(202, 204);

        eventually(this::permissions, names -> names.equals("[\"notes:read\"]"));
        assertThat(client.call()).isEqualTo(200);
        assertThat(delete("/v1/grants/" + app + "/permissions/notes:read")).isEqualTo(409);
    }

    private String permissions() {
        JsonNode grant = client.tell("call", Map.of("path", "/v1/grants/" + app));
        return grant.at("/json/permissions").toString();
    }

    @Test
    void itSignsItselfOut() {
        assertThat(delete("/auth/revoke")).isIn(202, 204);

        eventually(client::call, status -> status == 401);
        assertThat(client.tell("refresh").path("failure").asText()).isEqualTo("invalid_grant");
    }

    @Test
    void aProofIsGoodForNothingElse() {
        String api = stack.endpoints().api();
        String own = "/v1/grants/" + app;
        // For another host, another change, another method, or for nothing that there is.
        assertThat(hand("/grants/" + app, EVIL + own)).isEqualTo(401);
        assertThat(hand("/grants/" + app, api + own + "/permissions/notes:write"))
                .isEqualTo(401);
        assertThat(hand("/grants/" + app, api + "/auth/revoke")).isEqualTo(401);
        assertThat(hand("/grants/" + app, api + "/v1/documents")).isEqualTo(401);
        assertThat(hand("/grants/" + app, Map.of("htu", api + own, "htm", "GET")))
                .isEqualTo(401);
        assertThat(hand("/grants/" + app + "/permissions/notes:write", api + own))
                .isEqualTo(401);
        assertThat(hand("/sign-in", api + own)).isEqualTo(401);
        assertThat(client.call()).isEqualTo(200);
        assertThat(permissions()).isEqualTo("[\"notes:read\",\"notes:write\"]");
    }

    /** The data API shows its own; nothing else is handed on. */
    @Test
    void toReadTakesAProofForHere() {
        assertThat(show("GET", "/grants", Map.of("htu", stack.endpoints().api() + "/v1/grants")))
                .isEqualTo(401);
        assertThat(show("GET", "/grants", Map.of("htu", stack.endpoints().issuer() + "/vibe/grants")))
                .isEqualTo(200);
    }

    @Test
    void aProofByAnotherKeySaysNothing() {
        String own = "/grants/" + app;
        Map<String, String> forged = Map.of("htu", stack.endpoints().api() + "/v1" + own, "key", "another");
        assertThat(hand(own, forged)).isEqualTo(401);
        assertThat(client.call()).isEqualTo(200);
    }

    @Test
    void aProofIsGoodOnce() {
        String change = "/grants/" + app + "/permissions/notes:write";
        assertThat(hand(change, stack.endpoints().api() + "/v1" + change)).isEqualTo(200);
        assertThat(hand(change, Map.of("htu", "", "again", "yes"))).isEqualTo(401);
        // What is asked of Keycloak itself takes a proof for Keycloak, as ever.
        assertThat(hand(change, stack.endpoints().issuer() + "/vibe" + change)).isEqualTo(200);
    }
}
