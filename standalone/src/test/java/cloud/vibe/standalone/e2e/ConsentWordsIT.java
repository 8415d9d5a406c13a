package cloud.vibe.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.Visitor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the consent page tells: who asks, for what, and nothing that an app could make it say. */
@ExtendWith(RunningCloud.class)
class ConsentWordsIT {
    private static final String BOTH = "openid notes:read notes:write";

    private final RunningCloud.Stack stack;
    private final Admin admin;
    private final Admin.Person person;

    ConsentWordsIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
        this.person = admin.newPerson();
    }

    private String asked(Visitor visitor, String scope, Map<String, String> more) {
        IdentityPage page = visitor.authorize(scope, more);
        IdentityPage asked = page.asksForPassword() ? visitor.logIn(page, person.email(), person.password()) : page;
        assertThat(asked.asksForConsent()).as(asked.body()).isTrue();
        return asked.body();
    }

    private Admin.App app(String change) {
        Admin.App app = admin.newApp("notes:read", "notes:write");
        assertThat(admin.send("PUT", "/clients/" + app.id(), change).statusCode())
                .isEqualTo(204);
        return app;
    }

    @Test
    void whoAsksAndFromWhereAndWhatTheyPromise() {
        Admin.App app = app("""
                {"name": "Tulips", "attributes": {"publisher": "Tulip & Sons", "policyUri": "https://tulips.example/privacy",
                 "tosUri": "https://tulips.example/terms"}}""");

        String page = asked(app.visitor(stack), BOTH, Map.of());

        assertThat(page)
                .contains("Let Tulips into your cloud?")
                .contains("by Tulip &amp; Sons")
                .contains("<bdi>" + stack.endpoints().app().replaceFirst("https?://", "") + "</bdi>")
                .contains("href=\"https://tulips.example/privacy\"")
                .contains("href=\"https://tulips.example/terms\"")
                .contains("Read your notes")
                .contains(person.email());
    }

    @Test
    void whatAnAppCallsItselfIsTextAndItsAddressesAreAddresses() {
        Admin.App app = app("""
                {"name": "<script>alert(1)</script>", "attributes": {"publisher": "<img src=x onerror=alert(1)>",
                 "logoUri": "https://elsewhere.example/pixel.png"}}""");

        String page = asked(app.visitor(stack), BOTH, Map.of());

        assertThat(page)
                .contains("&lt;script&gt;alert(1)")
                .doesNotContain("<script>alert(1)")
                .doesNotContain("<img src=x")
                .doesNotContain("elsewhere.example");
    }

    @Test
    void aPermissionThatItsScopeHidesIsShown() {
        String name = "hidden" + System.nanoTime();
        String scope = admin.newPermission(name + ":read");
        assertThat(admin.send("PUT", "/client-scopes/" + scope, """
                {"id": "%s", "name": "%s:read", "protocol": "openid-connect",
                 "attributes": {"include.in.token.scope": "true", "display.on.consent.screen": "false"}}
                """.formatted(scope, name))
                        .statusCode())
                .isEqualTo(204);
        Admin.App app = admin.newApp("notes:read", name + ":read");

        String page = asked(app.visitor(stack), "openid notes:read " + name + ":read", Map.of());

        assertThat(page).contains("value=\"" + name + ":read\"").contains(name);
    }

    @Test
    void onlyWhatIsNewIsAskedForAndTheRestIsStated() {
        Visitor visitor = new Visitor(stack.endpoints());
        visitor.signIn(person.email(), person.password(), "openid notes:read");

        IdentityPage page = visitor.authorize(BOTH, Map.of());

        assertThat(page.options()).isEqualTo(List.of("notes:write"));
        assertThat(page.body()).contains("asks for more");
        String before = page.body().substring(0, page.body().indexOf("<fieldset"));
        String after = page.body().substring(page.body().indexOf("</fieldset>"));
        assertThat(before).doesNotContain("Read your notes");
        assertThat(after).contains("Read your notes");
    }

    @ParameterizedTest
    @CsvSource({"en,Allow,Read your notes", "de,Erlauben,Notizen", "fr,Autoriser,notes", "ar,السماح,ملاحظاتك"})
    void inThePersonsLanguage(String language, String allow, String notes) {
        String page = asked(new Visitor(stack.endpoints()), BOTH, Map.of("ui_locales", language));

        assertThat(page)
                .contains("lang=\"" + language + "\"")
                .contains(">" + allow + "</button>")
                .contains(notes);
        assertThat(page).doesNotContain("vibe.consent.").doesNotContain("vibe.permission.");
    }
}
