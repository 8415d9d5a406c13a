package cloud.vibe.keycloak.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.common.ClientConnection;
import org.keycloak.common.Profile;
import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.SubjectCredentialManager;
import org.keycloak.models.UserModel;
import org.keycloak.models.WebAuthnPolicy;
import org.keycloak.services.managers.BruteForceProtector;

/** How often a refusal hashes. The form is Keycloak's and ours, as in the server; what is around it answers as a test wants. */
final class EvenLoginTest {
    private final AtomicInteger hashes = new AtomicInteger();

    @BeforeAll
    static void withKeycloaksDefaults() {
        Profile.defaults();
    }

    @AfterAll
    static void withNothing() {
        Profile.reset();
    }

    @ParameterizedTest
    @CsvSource({
        // has a password, is locked out, typed
        "true,  false, wrong",
        "true,  false, ''",
        "true,  true,  wrong",
        "true,  true,  ''",
        "false, false, wrong",
        "false, false, ''",
        "false, true,  wrong",
        "false, true,  ''",
    })
    void everyRefusalHashesOnce(boolean hasPassword, boolean isLocked, String typed) {
        assertThat(isGood(hasPassword, isLocked, typed)).isFalse();
        assertThat(hashes).hasValue(1);
    }

    @Test
    void soDoesAFormWithoutThatField() {
        assertThat(isGood(true, false, null)).isFalse();
        assertThat(hashes).hasValue(1);
    }

    @Test
    void theRightPasswordIsHashedOnceToo() {
        assertThat(isGood(true, false, "right")).isTrue();
        assertThat(hashes).hasValue(1);
    }

    private boolean isGood(boolean hasPassword, boolean isLocked, @Nullable String typed) {
        PasswordHashProvider hashing = stub(PasswordHashProvider.class, Map.of("encodedCredential", arguments -> {
            hashes.incrementAndGet();
            return null;
        }));
        RealmModel realm = stub(
                RealmModel.class,
                Map.of(
                        "isBruteForceProtected",
                        arguments -> true,
                        "getWebAuthnPolicyPasswordless",
                        arguments -> new WebAuthnPolicy()));
        KeycloakContext here = stub(KeycloakContext.class, Map.of("getRealm", arguments -> realm));
        KeycloakSession session = stub(
                KeycloakSession.class,
                Map.of(
                        "getContext",
                        arguments -> here,
                        "getProvider",
                        arguments -> arguments[0] == PasswordHashProvider.class
                                ? hashing
                                : nothing((Class<?>) arguments[0])));
        SubjectCredentialManager credentials = stub(
                SubjectCredentialManager.class,
                Map.of("isConfiguredFor", arguments -> hasPassword, "isValid", arguments -> {
                    hashes.addAndGet(hasPassword ? 1 : 0);
                    return "right".equals(typed);
                }));
        UserModel person =
                stub(UserModel.class, Map.of("credentialManager", arguments -> credentials, "isEnabled", a -> true));
        BruteForceProtector protector =
                stub(BruteForceProtector.class, Map.of("isTemporarilyDisabled", arguments -> isLocked));
        EventBuilder event =
                new EventBuilder(realm, session, stub(ClientConnection.class, Map.of())).event(EventType.LOGIN);
        AuthenticationFlowContext context = stub(
                AuthenticationFlowContext.class,
                Map.of(
                        "getRealm",
                        arguments -> realm,
                        "getSession",
                        arguments -> session,
                        "getProtector",
                        arguments -> protector,
                        "getEvent",
                        arguments -> event,
                        "getExecution",
                        arguments -> new AuthenticationExecutionModel()));
        MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
        if (typed != null) {
            form.putSingle("password", typed);
        }
        return new EvenLogin(session).validatePassword(context, person, form, false);
    }

    /** Answers what is not said with what means nothing: none, no, or another of its kind. */
    private static <T> T stub(Class<T> type, Map<String, Function<Object[], @Nullable Object>> answers) {
        Map<String, Function<Object[], @Nullable Object>> own = new HashMap<>(answers);
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Function<Object[], @Nullable Object> answer = own.get(method.getName());
                    return answer == null
                            ? nothing(method.getReturnType())
                            : answer.apply(arguments == null ? new Object[0] : arguments);
                }));
    }

    private static @Nullable Object nothing(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == Stream.class) {
            return Stream.empty();
        }
        if (type == List.class) {
            return List.of();
        }
        return type.isInterface() ? stub(type, Map.of()) : null;
    }
}
