package cloud.vibe.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Visitor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An app without a person, by the client credentials of its confidential sibling. */
@ExtendWith(RunningCloud.class)
class AppForItselfIT {
    private final RunningCloud.Stack stack;
    private final Admin admin;

    AppForItselfIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
    }

    @Test
    void siblingOfAnAppKeepsDocumentsThatAreTheApps() {
        DataApi api = as(admin.newSibling(Endpoints.CLIENT_ID, "settings:write"));

        TokenAnswer created =
                api.send("POST", "/v1/documents", Map.of(), "{\"type\":\"settings\",\"data\":{\"theme\":\"dark\"}}");

        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(created.json().path("owner").asText()).contains(":apps:");
        String id = created.json().path("id").asText();
        assertThat(api.get(id).status()).isEqualTo(200);
        // Another sibling of the same app is the same app.
        assertThat(as(admin.newSibling(Endpoints.CLIENT_ID, "settings:write"))
                        .get(id)
                        .status())
                .isEqualTo(200);
        assertThat(as(admin.newSibling(Endpoints.CLIENT_ID, "notes:write"))
                        .get(id)
                        .status())
                .isEqualTo(404);
        assertThat(api.create("a note").status()).isEqualTo(403);
    }

    @Test
    void clientThatIsNobodysSiblingGetsNoTokenForTheDataApi() {
        assertThat(as(admin.newSibling("", "settings:write")).list().status()).isEqualTo(401);
        assertThat(as(admin.newSibling("no-such-app", "settings:write")).list().status())
                .isEqualTo(401);
    }

    private DataApi as(Admin.Sibling sibling) {
        TokenAnswer response = new Visitor(stack.endpoints(), sibling.clientId(), "http://localhost/none")
                .token(Map.of("grant_type", "client_credentials", "client_secret", sibling.secret()));
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return new DataApi(
                stack.endpoints().api(), response.json().path("access_token").asText());
    }
}
