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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person sees of what they have allowed, and takes back, over HTTP: on the identity side, and at the data API, which hands it on. */
@ExtendWith(RunningCloud.class)
class GrantsIT {
    private static final String BOTH = "openid notes:read notes:write";
    private static Admin.App overview = new Admin.App("", "", "");
    private static Admin.App keeper = overview;

    private final RunningCloud.Stack stack;
    private final Admin admin;
    private final String notes;
    private Admin.Person person = new Admin.Person("", "", "");
    private Visitor visitor;
    private Tokens tokens = new Tokens("", "", NullNode.getInstance());

    GrantsIT(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
        this.notes = admin.clientUuid(Endpoints.CLIENT_ID);
        this.visitor = new Visitor(stack.endpoints());
    }

    @BeforeAll
    static void twoAppsThatLookAfterOthers(RunningCloud.Stack stack) {
        overview = new Admin(stack).newApp("grants:read", "notes:read");
        keeper = new Admin(stack).newApp("grants:write", "notes:read");
    }

    @BeforeEach
    void somebodyLetsAnAppIn() {
        person = admin.newPerson();
        visitor = new Visitor(stack.endpoints());
        tokens = visitor.signIn(person.email(), person.password(), BOTH);
    }

    private String grants() {
        return stack.endpoints().issuer() + "/vibe/grants";
    }

    private Tokens letIn(Admin.App app, String scope) {
        return app.visitor(stack).signIn(person.email(), person.password(), scope);
    }

    /** As the account page asks. */
    private Tokens accountPage() {
        return new Visitor(
                        stack.endpoints(), "account-console", stack.endpoints().issuer() + "/account/")
                .signIn(person.email(), person.password(), "openid");
    }

    private TokenAnswer list(Tokens of) {
        return new DataApi(stack.endpoints().api(), of.access()).list();
    }

    private static List<String> clients(JsonNode list) {
        List<String> clients = new ArrayList<>();
        list.forEach(grant -> clients.add(grant.at("/app/clientId").asText()));
        return clients;
    }

    private List<String> history() {
        return admin.history(tokens.claims().path("grant").asText());
    }

    private void requireEnded() {
        TokenAnswer refused = eventually(() -> list(tokens), answer -> answer.status() == 401);
        assertThat(refused.json().path("code").asText()).isEqualTo("grant_revoked");
        assertThat(visitor.refresh(tokens).json().path("error").asText()).isEqualTo("invalid_grant");
        assertThat(admin.get("/users/" + person.id() + "/consents").findValuesAsText("clientId"))
                .doesNotContain(Endpoints.CLIENT_ID);
        assertThat(visitor.authorize(BOTH, Map.of()).asksForConsent()).isTrue();
    }

    @Test
    void anAppIsShownItsOwnGrantInThePersonsWords() {
        Tokens other = letIn(overview, "openid grants:read");
        Rest rest = new Rest(tokens.access());
        JsonNode list = rest.get(grants()).json();
        assertThat(clients(list)).containsExactly(Endpoints.CLIENT_ID);
        JsonNode grant = list.path(0);
        assertThat(grant.at("/app/name").asText()).isEqualTo("Vibe Notes");
        assertThat(grant.at("/app/publisher").asText()).isEqualTo("Vibe");
        assertThat(grant.at("/app/logoUri").asText()).endsWith("/logo.svg");
        assertThat(grant.path("status").asText()).isEqualTo("active");
        assertThat(grant.path("version").asLong()).isOne();
        assertThat(grant.has("until")).isFalse();
        assertThat(grant.path("permissions").toString())
                .isEqualTo(
                        "[{\"name\":\"notes:read\",\"text\":\"Read your notes\",\"required\":true,\"impliedBy\":\"notes:write\"},"
                                + "{\"name\":\"notes:write\",\"text\":\"Write and change your notes\",\"required\":false}]");

        JsonNode one = rest.get(grants() + "/" + notes).json();
        assertThat(one.at("/history/0/cause").asText()).isEqualTo("answered");
        assertThat(one.at("/history/0/screen").asText()).startsWith("consent en ");
        assertThat(rest.get(grants() + "/" + overview.id()).status()).isEqualTo(404);
        assertThat(rest.delete(grants() + "/" + overview.id()).status()).isEqualTo(404);
        assertThat(new Rest(other.access()).get(grants()).json()).hasSize(2);
    }

    @Test
    void whatIsAskedForIsSaidInClearWords() {
        Visitor other = keeper.visitor(stack);
        IdentityPage consent =
                other.logIn(other.authorize("openid grants:write", Map.of()), person.email(), person.password());
        assertThat(consent.body())
                .contains("See which apps you let in, shut out any of them and take permissions away from them");
    }

    @Test
    void allAreSeenWithOnePermissionAndTakenBackWithTheOther() {
        Tokens seeing = letIn(overview, "openid grants:read");
        Rest reader = new Rest(seeing.access());
        assertThat(clients(reader.get(grants()).json()))
                .containsExactlyInAnyOrder(Endpoints.CLIENT_ID, overview.clientId());
        assertThat(reader.delete(grants() + "/" + notes).status()).isEqualTo(403);
        assertThat(reader.delete(grants() + "/" + notes + "/permissions/notes:write")
                        .status())
                .isEqualTo(403);

        Rest writer = new Rest(letIn(keeper, "openid grants:write").access());
        Rest.Answer ended = writer.delete(grants() + "/" + notes);
        assertThat(ended.status()).isEqualTo(200);
        assertThat(ended.json().path("status").asText()).isEqualTo("revoked");
        assertThat(ended.json().path("permissions")).isEmpty();
        requireEnded();
        assertThat(history()).hasSize(2).last().isEqualTo("revoked withdrawn app " + keeper.clientId());
        assertThat(writer.delete(grants() + "/" + notes).json().path("version"))
                .isEqualTo(ended.json().path("version"));
        assertThat(list(seeing).status()).isEqualTo(200);
    }

    @Test
    void anAppIsNotToldWhichOtherTookSomethingAway() {
        Rest writer = new Rest(letIn(keeper, "openid grants:write").access());
        assertThat(writer.delete(grants() + "/" + notes + "/permissions/notes:write")
                        .status())
                .isEqualTo(200);

        JsonNode own = new Rest(tokens.access()).get(grants() + "/" + notes).json();
        assertThat(own.at("/history/0/cause").asText()).isEqualTo("withdrawn");
        assertThat(own.toString()).doesNotContain(keeper.clientId());
        assertThat(writer.get(grants() + "/" + notes)
                        .json()
                        .at("/history/0/screen")
                        .asText())
                .isEqualTo("app " + keeper.clientId());
    }

    @Test
    void anAppGivesUpItsOwnGrant() {
        Rest rest = new Rest(tokens.access());
        assertThat(rest.delete(grants() + "/" + notes).status()).isEqualTo(200);
        assertThat(rest.get(grants()).status()).isEqualTo(401);
        requireEnded();
        assertThat(history()).last().isEqualTo("revoked withdrawn app notes");
    }

    @Test
    void theAccountPageSeesAndEndsThemAll() {
        Rest account = new Rest(accountPage().access());
        assertThat(clients(account.get(grants()).json())).containsExactly(Endpoints.CLIENT_ID);
        assertThat(account.delete(grants() + "/" + notes).status()).isEqualTo(200);
        requireEnded();
        assertThat(history()).last().isEqualTo("revoked withdrawn account");
    }

    @Test
    void anOptionalPermissionIsTakenBackAndNotAskedForAgain() {
        DataApi api = new DataApi(stack.endpoints().api(), tokens.access());
        assertThat(api.create("before").status()).isEqualTo(201);
        Rest rest = new Rest(tokens.access());

        assertThat(rest.delete(grants() + "/" + notes + "/permissions/notes:read")
                        .status())
                .isEqualTo(409);
        Rest.Answer narrowed = rest.delete(grants() + "/" + notes + "/permissions/notes:write");
        assertThat(narrowed.status()).isEqualTo(200);
        assertThat(narrowed.json().path("version").asLong()).isEqualTo(2);
        assertThat(narrowed.json().path("permissions").findValuesAsText("name")).containsExactly("notes:read");

        eventually(() -> api.create("after"), answer -> answer.status() == 403);
        assertThat(api.list().status()).isEqualTo(200);
        assertThat(admin.get("/users/" + person.id() + "/consents").toString()).doesNotContain("notes:write");
        IdentityPage again = visitor.authorize(BOTH, Map.of());
        assertThat(visitor.redeem(again.answer("code")).permissions()).containsExactly("notes:read");
        assertThat(history()).containsExactly(history().get(0), "active withdrawn app notes");
        assertThat(rest.delete(grants() + "/" + notes + "/permissions/notes:write")
                        .status())
                .isIn(200, 401);
    }

    @Test
    void theDataApiShowsTheSameAndHandsOnWhatIsTakenBack() {
        Tokens holding = letIn(keeper, "openid grants:write");
        String url = stack.endpoints().api() + "/v1/grants";
        Rest rest = new Rest(holding.access());
        eventually(() -> clients(rest.get(url).json().path("items")), list -> list.size() == 2);
        assertThat(new Rest(tokens.access()).get(url).json().path("items")).hasSize(1);

        assertThat(rest.delete(url + "/" + notes + "/permissions/notes:read").status())
                .isEqualTo(409);
        assertThat(rest.delete(url + "/" + notes + "/permissions/notes:write").status())
                .isEqualTo(204);
        assertThat(new DataApi(stack.endpoints().api(), tokens.access())
                        .create("no")
                        .status())
                .isEqualTo(403);
        assertThat(rest.delete(url + "/" + notes).status()).isEqualTo(204);
        assertThat(list(tokens).status()).isEqualTo(401);
        assertThat(rest.get(url + "/" + notes).json().path("status").asText()).isEqualTo("revoked");
        requireEnded();
    }

    @Test
    void whoeverIsNotThePersonNowIsNobody() {
        assertThat(new Rest("").get(grants()).status()).isEqualTo(401);
        assertThat(new Rest("nonsense").get(grants()).status()).isEqualTo(401);
        assertThat(new Rest(tokens.refresh()).get(grants()).status()).isEqualTo(401);

        Admin.Sibling sibling = admin.newSibling(Endpoints.CLIENT_ID, "grants:write");
        String itself = new Visitor(stack.endpoints(), sibling.clientId(), "http://localhost/none")
                .token(Map.of("grant_type", "client_credentials", "client_secret", sibling.secret()))
                .json()
                .path("access_token")
                .asText();
        assertThat(itself).isNotEmpty();
        assertThat(new Rest(itself).get(grants()).status()).isEqualTo(401);
        assertThat(new Rest(itself).delete(grants() + "/" + notes).status()).isEqualTo(401);

        admin.signOut(person);
        assertThat(new Rest(tokens.access()).get(grants()).status()).isEqualTo(401);
        assertThat(new Rest(tokens.access()).delete(grants() + "/" + notes).status())
                .isEqualTo(401);
    }

    @Test
    void whoIsDisabledIsNobody() {
        admin.enable(person, false);
        assertThat(new Rest(tokens.access()).get(grants()).status()).isEqualTo(401);
    }

    @Test
    void anotherPersonSeesTheirOwn() {
        Admin.Person stranger = admin.newPerson();
        Tokens theirs = keeper.visitor(stack).signIn(stranger.email(), stranger.password(), "openid grants:write");
        Rest rest = new Rest(theirs.access());
        assertThat(clients(rest.get(grants()).json())).containsExactly(keeper.clientId());
        assertThat(rest.get(grants() + "/" + notes).status()).isEqualTo(404);
        assertThat(rest.delete(grants() + "/" + notes).status()).isEqualTo(404);
        assertThat(list(tokens).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notes",
                "..",
                "%2e%2e%2fnotes",
                "..%2f..%2fadmin",
                "%00",
                "%C3%BCber%F0%9F%98%80",
                "'%20OR%201=1--",
                "00000000-0000-0000-0000-000000000000"
            })
    void whatIsNoAppsIdLeadsNowhere(String crafted) {
        Rest rest = new Rest(letIn(keeper, "openid grants:write").access());
        assertThat(rest.get(grants() + "/" + crafted).status()).isIn(400, 404, 405);
        assertThat(rest.delete(grants() + "/" + crafted).status()).isIn(400, 404, 405);
        assertThat(list(tokens).status()).isEqualTo(200);
    }

    @Test
    void aNameOfTenThousandCharactersIsNone() {
        Rest rest = new Rest(tokens.access());
        String long_ = "a".repeat(10_000);
        assertThat(rest.get(grants() + "/" + long_).status()).isBetween(400, 499);
        assertThat(rest.delete(grants() + "/" + notes + "/permissions/" + long_).status())
                .isIn(200, 400, 404, 414, 431);
        assertThat(rest.delete(grants() + "/" + notes + "/permissions/notes:delete")
                        .json()
                        .path("version")
                        .asLong())
                .isOne();
        assertThat(rest.get(grants() + "?max=0").status()).isIn(200, 400);
    }

    @Test
    void noOtherSiteMayAsk() {
        Rest rest = new Rest(tokens.access());
        Map<String, String> evil = Map.of("Origin", "https://evil.example");
        Rest.Answer refused = rest.send("DELETE", grants() + "/" + notes, evil, "");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(rest.send("GET", grants(), evil, "").status()).isEqualTo(403);

        Rest.Answer allowed =
                rest.send("GET", grants(), Map.of("Origin", stack.endpoints().app()), "");
        assertThat(allowed.status()).isEqualTo(200);
        assertThat(allowed.header("Access-Control-Allow-Origin"))
                .isEqualTo(stack.endpoints().app());
        Rest.Answer preflight = new Rest("")
                .send(
                        "OPTIONS",
                        grants() + "/" + notes,
                        Map.of("Origin", stack.endpoints().app(), "Access-Control-Request-Method", "DELETE"),
                        "");
        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.header("Access-Control-Allow-Methods"))
                .contains("DELETE")
                .doesNotContain("PUT", "POST");
        assertThat(list(tokens).status()).isEqualTo(200);
    }

    @Test
    void takingBackAtTheSameTimeEndsInOneOrder() throws Exception {
        Rest account = new Rest(accountPage().access());
        Rest first = new Rest(letIn(keeper, "openid grants:write").access());
        Rest second = new Rest(letIn(overview, "openid grants:read").access());
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            work.add(() -> account.delete(grants() + "/" + notes + "/permissions/notes:write")
                    .status());
            work.add(() -> first.delete(grants() + "/" + notes).status());
            // Another of the person's grants at the same time: nobody waits for the other in a circle.
            work.add(() -> second.delete(grants() + "/" + overview.id()).status());
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            for (Future<Integer> status : threads.invokeAll(work)) {
                assertThat(status.get()).isIn(200, 401);
            }
        }
        requireEnded();
        assertThat(history()).last().asString().startsWith("revoked ");
        assertThat(history().size()).isBetween(2, 3);
        assertThat(admin.get("/vibe/grants?person=" + person.id() + "&status=active")
                        .findValuesAsText("clientId"))
                .containsExactly(keeper.clientId());
    }

    @Test
    void forOnceAndUntilAreSaid() {
        Admin.Person other = admin.newPerson();
        Visitor once = new Visitor(stack.endpoints());
        IdentityPage consent = once.logIn(once.authorize(BOTH, Map.of()), other.email(), other.password());
        Tokens held = once.redeem(
                once.decide(consent, "allow", consent.options(), "once").answer("code"));
        JsonNode grant = new Rest(held.access()).get(grants()).json().path(0);
        assertThat(grant.path("forOneSignIn").asBoolean()).isTrue();
        assertThat(grant.path("until").asText()).isNotEmpty();
        String shown = new Rest(held.access())
                .get(stack.endpoints().api() + "/v1/grants/" + notes)
                .json()
                .path("until")
                .asText();
        assertThat(java.time.Instant.parse(shown))
                .isEqualTo(java.time.Instant.parse(grant.path("until").asText()));
    }

    @Test
    void anUnknownAppIsFoundNowhere() {
        Rest account = new Rest(accountPage().access());
        assertThat(account.get(grants() + "/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(account.delete(grants() + "/" + UUID.randomUUID()).status()).isEqualTo(404);
    }
}
