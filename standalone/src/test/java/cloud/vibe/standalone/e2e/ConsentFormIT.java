package cloud.vibe.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.Visitor;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The answer on the consent page is the person's who was asked, to what was asked, once. */
@ExtendWith(RunningCloud.class)
class ConsentFormIT {
    private static final String READING = "openid notes:read";
    private static final String BOTH = "openid notes:read notes:write";
    private static final String ALLOW = "decision=allow";

    private final RunningCloud.Stack stack;
    private final Admin admin;
    private final Visitor visitor;
    private Admin.Person person = new Admin.Person("", "", "");

    ConsentFormIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
        this.visitor = new Visitor(stack.endpoints());
    }

    @BeforeEach
    void newPerson() {
        person = admin.newPerson();
    }

    private IdentityPage open(String scope) {
        IdentityPage consent = visitor.logIn(visitor.authorize(scope, Map.of()), person.email(), person.password());
        assertThat(consent.asksForConsent()).isTrue();
        return consent;
    }

    /** Each grant's status, version and permissions. */
    private List<String> grants(Admin.Person of) {
        List<String> grants = new ArrayList<>();
        for (JsonNode grant : admin.get("/vibe/grants?person=" + of.id())) {
            grants.add(
                    grant.path("status").asText() + " " + grant.path("version").asLong() + " "
                            + grant.path("permissions").findValuesAsText("name"));
        }
        return grants;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ALLOW + "&permission=notes:write",
                ALLOW + "&permission=*:write",
                ALLOW + "&permission=notes:read",
                ALLOW + "&permission=",
                ALLOW + "&duration=for-ever",
                ALLOW + "&duration=once&duration=until-revoked",
                ALLOW + "&decision=allow",
                ALLOW + "&decision=deny",
                "decision=ALLOW",
                "accept=Yes",
                "",
            })
    void anAnswerThatThePageCannotGiveIsNone(String form) {
        IdentityPage back = visitor.post(open(READING).action(), form);

        assertThat(back.asksForConsent()).isTrue();
        assertThat(back.answer("code")).isEmpty();
        assertThat(grants(person)).isEmpty();
        // The page that came again is as good as the first.
        assertThat(visitor.decide(back, "allow", List.of()).answer("code")).isNotEmpty();
        assertThat(grants(person)).containsExactly("active 1 [notes:read]");
        assertThat(visitor.authorize(BOTH, Map.of()).asksForConsent()).isTrue();
    }

    /** A page elsewhere can send a form with the person's cookies; it does not know the code that stands in ours. */
    @ParameterizedTest
    @ValueSource(strings = {"session_code=[^&]*", "session_code=[^&]*&", "tab_id=[^&]*", "client_data=[^&]*"})
    void aFormThatAnotherPageHasMadeIsRefused(String part) {
        String action = open(BOTH).action();
        String forged = action.replaceFirst(part, part.startsWith("session_code=[^&]*&") ? "" : "$0x");
        assertThat(forged).isNotEqualTo(action);

        IdentityPage back = visitor.post(forged, ALLOW + "&permission=notes:write");

        assertThat(back.answer("code")).isEmpty();
        assertThat(grants(person)).isEmpty();
    }

    @Test
    void aForeignOriginsFormIsNotSentByAnyOtherWay() {
        String action = open(BOTH).action();

        IdentityPage back = visitor.get(action + "&" + ALLOW + "&permission=notes:write");

        assertThat(back.answer("code")).isEmpty();
        assertThat(grants(person)).isEmpty();
    }

    @Test
    void nobodyAnswersForSomebodyElse() {
        String theirs = open(BOTH).action();
        Admin.Person other = admin.newPerson();
        Visitor attacker = new Visitor(stack.endpoints());
        IdentityPage own = attacker.logIn(attacker.authorize(BOTH, Map.of()), other.email(), other.password());
        assertThat(own.asksForConsent()).isTrue();

        assertThat(attacker.post(theirs, ALLOW).answer("code")).isEmpty();
        assertThat(new Visitor(stack.endpoints()).post(theirs, ALLOW).answer("code"))
                .isEmpty();

        assertThat(grants(person)).isEmpty();
        assertThat(grants(other)).isEmpty();
    }

    @Test
    void anAnswerCountsOnce() {
        IdentityPage consent = open(BOTH);
        assertThat(visitor.decide(consent, "allow", List.of()).answer("code")).isNotEmpty();
        List<String> before = grants(person);

        assertThat(visitor.decide(consent, "allow", List.of("notes:write")).answer("code"))
                .isEmpty();
        assertThat(grants(person)).isEqualTo(before).containsExactly("active 1 [notes:read]");

        assertThat(admin.removeConsent(person, Endpoints.CLIENT_ID)).isEqualTo(204);
        assertThat(visitor.decide(consent, "allow", List.of("notes:write")).answer("code"))
                .isEmpty();
        assertThat(grants(person)).containsExactly("revoked 2 []");
    }

    @Test
    void aNoCannotBeMadeAYesLater() {
        IdentityPage consent = open(BOTH);
        assertThat(visitor.decide(consent, "deny", List.of()).answer("error")).isEqualTo("access_denied");

        assertThat(visitor.decide(consent, "allow", List.of()).answer("code")).isEmpty();
        assertThat(grants(person)).isEmpty();
        assertThat(visitor.authorize(BOTH, Map.of()).asksForPassword()).isTrue();
    }

    @Test
    void whoIsDisabledMeanwhileAnswersNoMore() {
        IdentityPage consent = open(BOTH);
        admin.enable(person, false);

        IdentityPage answer = visitor.decide(consent, "allow", List.of());

        assertThat(answer.id()).isEqualTo("error");
        assertThat(answer.answer("code")).isEmpty();
        assertThat(grants(person)).noneMatch(grant -> grant.startsWith("active"));
    }

    @Test
    void anAppThatIsChangedWhileThePageStandsOpenIsAskedForAnew() {
        String read = "read-" + UUID.randomUUID() + ":read";
        String write = "write-" + UUID.randomUUID() + ":write";
        admin.newPermission(read);
        String optional = admin.newPermission(write);
        Admin.App app = admin.newApp(read, write);
        Visitor visitor = app.visitor(stack);
        IdentityPage consent = visitor.logIn(
                visitor.authorize("openid " + read + " " + write, Map.of()), person.email(), person.password());
        assertThat(consent.options()).containsExactly(write);
        // What could be left out is required now.
        assertThat(admin.delete("/clients/" + app.id() + "/optional-client-scopes/" + optional))
                .isEqualTo(204);
        assertThat(admin.send("PUT", "/clients/" + app.id() + "/default-client-scopes/" + optional, "{}")
                        .statusCode())
                .isEqualTo(204);

        IdentityPage again = visitor.decide(consent, "allow", List.of());

        assertThat(again.asksForConsent()).isTrue();
        assertThat(again.options()).isEmpty();
        assertThat(grants(person)).isEmpty();
        assertThat(visitor.decide(again, "allow", List.of()).answer("code")).isNotEmpty();
        assertThat(grants(person)).hasSize(1).first().asString().contains(read, write);
    }
}
