package cloud.vibe.standalone.e2e;

import static cloud.vibe.standalone.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Refusal;
import cloud.vibe.standalone.visitor.IdentityPage;
import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** A person who has let the sample app in, and the app with what it got. */
final class LetIn {
    private static final String SCOPE = "openid notes:read notes:write";

    /** Whoever is away has so long to come back. */
    private static final Duration A_START = Duration.ofMinutes(10);

    private static final Duration USUAL = Duration.ofMinutes(5);

    private final RunningCloud.Stack stack;
    private final Admin admin;
    private final Admin.Person person;
    private final Visitor visitor;
    private final Tokens tokens;

    /** Somebody new, even where Keycloak still finds out which of its connections are gone. */
    static LetIn of(RunningCloud.Stack stack) {
        return Objects.requireNonNull(eventually(
                A_START,
                () -> {
                    try {
                        return new LetIn(stack);
                    } catch (UncheckedIOException | AssertionError | Refusal notYet) {
                        return null;
                    }
                },
                Objects::nonNull));
    }

    /** A token that runs out while somebody starts is refused for that, and proves nothing. */
    static void letTokensOutliveAStart(RunningCloud.Stack stack) {
        letTokensLive(stack, A_START.multipliedBy(3));
    }

    static void letTokensLiveAsUsual(RunningCloud.Stack stack) {
        letTokensLive(stack, USUAL);
    }

    private static void letTokensLive(RunningCloud.Stack stack, Duration life) {
        insist(() -> {
            new Admin(stack).letTokensLive(life);
            return true;
        });
    }

    private LetIn(RunningCloud.Stack stack) {
        this.stack = stack;
        this.admin = new Admin(stack);
        this.person = admin.newPerson();
        this.visitor = new Visitor(stack.endpoints());
        this.tokens = visitor.signIn(person.email(), person.password(), SCOPE);
        assertThat(list().status()).isEqualTo(200);
    }

    UUID grant() {
        return UUID.fromString(tokens.claims().path("grant").asText());
    }

    /** An admin takes the grant back. Whoever is away is asked again: what has not been answered may have happened. */
    void revoke() {
        insist(() -> List.of(204, 404).contains(admin.removeConsent(person, Endpoints.CLIENT_ID)));
    }

    /** The person unticks writing. */
    void narrow() {
        insist(() -> {
            IdentityPage page = visitor.authorize(SCOPE, Map.of("prompt", "consent"));
            if (page.asksForPassword()) {
                page = visitor.logIn(page, person.email(), person.password());
            }
            return !visitor.decide(page, "allow", List.of()).answer("code").isEmpty();
        });
    }

    void signOut() {
        insist(() -> {
            IdentityPage answer = visitor.post(
                    stack.endpoints().issuer() + "/protocol/openid-connect/logout",
                    "client_id=" + Endpoints.CLIENT_ID + "&refresh_token="
                            + URLEncoder.encode(tokens.refresh(), StandardCharsets.UTF_8));
            return answer.status() == 204 || answer.body().contains("invalid_grant");
        });
    }

    private static void insist(BooleanSupplier done) {
        eventually(
                A_START,
                () -> {
                    try {
                        return done.getAsBoolean();
                    } catch (UncheckedIOException | AssertionError | Refusal away) {
                        return false;
                    }
                },
                isDone -> isDone);
    }

    TokenAnswer list() {
        return api().list();
    }

    TokenAnswer create() {
        return api().create("one more");
    }

    TokenAnswer refresh() {
        return new Visitor(stack.endpoints()).refresh(tokens);
    }

    private DataApi api() {
        return new DataApi(stack.endpoints().api(), tokens.access());
    }

    /** The API refuses what the app has, for that reason, and its refresh token is worth nothing. */
    void requireRefused(String code) {
        TokenAnswer refused = eventually(this::list, answer -> answer.status() == 401);
        assertThat(refused.json().path("code").asText()).isEqualTo(code);
        assertThat(create().status()).isEqualTo(401);
        assertThat(refresh().json().path("error").asText()).isEqualTo("invalid_grant");
    }

    void requireReadingOnly() {
        eventually(this::create, answer -> answer.status() == 403);
        assertThat(list().status()).isEqualTo(200);
    }

    void requireGood() {
        assertThat(list().status()).isEqualTo(200);
        assertThat(create().status()).isEqualTo(201);
    }
}
