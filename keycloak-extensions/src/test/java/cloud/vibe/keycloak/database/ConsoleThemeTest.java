package cloud.vibe.keycloak.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.models.RealmModel;

final class ConsoleThemeTest {
    private final Map<String, String> settings = new HashMap<>();

    /** A realm that has a theme and attributes. */
    private final RealmModel realm = (RealmModel) Proxy.newProxyInstance(
            RealmModel.class.getClassLoader(),
            new Class<?>[] {RealmModel.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "getAdminTheme" -> settings.get("theme");
                case "setAdminTheme" -> settings.put("theme", (String) arguments[0]);
                case "getAttribute" -> settings.get((String) arguments[0]);
                case "setAttribute" -> settings.put((String) arguments[0], String.valueOf(arguments[1]));
                case "getName" -> "master";
                default -> throw new UnsupportedOperationException(method.toString());
            });

    @Test
    void aRealmWithoutAThemeGetsOurs() {
        ConsoleTheme.addOnce(realm);
        assertThat(realm.getAdminTheme()).isEqualTo("vibe");
    }

    @Test
    void whatItsAdminsHaveChosenStays() {
        realm.setAdminTheme("theirs");
        ConsoleTheme.addOnce(realm);
        assertThat(realm.getAdminTheme()).isEqualTo("theirs");
    }

    @Test
    void whoeverTakesItAwayIsNotAskedAgain() {
        ConsoleTheme.addOnce(realm);
        realm.setAdminTheme("");
        ConsoleTheme.addOnce(realm);
        assertThat(realm.getAdminTheme()).isEmpty();
    }
}
