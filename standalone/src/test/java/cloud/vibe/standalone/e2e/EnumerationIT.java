package cloud.vibe.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.Visitor;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The login page does not say whether there is such a person. */
@ExtendWith(RunningCloud.class)
class EnumerationIT {
    private final RunningCloud.Stack stack;
    private final Admin admin;

    EnumerationIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
    }

    /** Whoever fails so often so fast is locked out for a while, and must not learn from that either. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "de", "fr", "ar"})
    void aStrangerAndAPersonReadTheSame(String language) {
        Admin.Person person = admin.newPerson();
        String known = person.email();
        String unknown = UUID.randomUUID() + "@example.com";
        for (int i = 0; i < 4; i++) {
            assertThat(refusal(known, language)).isEqualTo(refusal(unknown, language));
        }
        assertThat(admin.get("/attack-detection/brute-force/users/" + person.id())
                        .path("disabled")
                        .asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "de"})
    void aDisabledPersonReadsTheSame(String language) {
        Admin.Person disabled = admin.newPerson();
        admin.enable(disabled, false);
        assertThat(refusal(disabled.email(), language))
                .isEqualTo(refusal(UUID.randomUUID() + "@example.com", language));
    }

    /** Most people have a passkey, and no password. */
    @ParameterizedTest
    @ValueSource(strings = {"not-the-password", ""})
    void aPersonWithoutAPasswordReadsTheSame(String typed) {
        Admin.Person person = admin.newPerson();
        String credentials = "/users/" + person.id() + "/credentials";
        admin.get(credentials).findValuesAsText("id").forEach(id -> admin.send("DELETE", credentials + "/" + id, ""));
        assertThat(admin.get(credentials)).isEmpty();
        assertThat(refusal(person.email(), "en", typed))
                .isEqualTo(refusal(UUID.randomUUID() + "@example.com", "en", typed));
    }

    /** Nor does the time that it takes: our form stands before Keycloak's, and hashes once for each (a unit test counts). */
    @Test
    void theFormIsTheOneThatTakesAsLongForEverybody() throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stack.endpoints().identity() + "/admin/serverinfo"))
                                .header("Authorization", "Bearer " + admin.token())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(new ObjectMapper()
                        .readTree(answer.body())
                        .at("/providers/authenticator/providers/auth-username-password-form/order")
                        .asInt())
                .isEqualTo(1);
    }

    private String refusal(String email, String language) {
        return refusal(email, language, "not-the-password");
    }

    /** What the page says, but for what belongs to this one sign-in. */
    private String refusal(String email, String language, String typed) {
        Visitor visitor = new Visitor(stack.endpoints());
        IdentityPage page = visitor.authorize("openid notes:read", Map.of("ui_locales", language));
        IdentityPage refused = visitor.logIn(page, email, typed);
        assertThat(refused.asksForPassword()).isTrue();
        return refused.body()
                .replace(email, "address")
                .replaceAll("(session_code|execution|tab_id|client_data)=[^&\"']*", "")
                .replaceAll("challenge : \"[^\"]*\"", "")
                .replaceAll("data-auth-session=\"[^\"]*\"", "")
                .strip();
    }
}
