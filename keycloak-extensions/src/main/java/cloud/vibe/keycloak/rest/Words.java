package cloud.vibe.keycloak.rest;

import cloud.vibe.keycloak.permission.Permission;
import cloud.vibe.keycloak.permission.Wording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Properties;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.theme.Theme;

/** The words of the consent page for a scope, in one language, with its note where a permission is for times without the person. */
final class Words {
    private final Properties messages;
    private final Locale language;

    Words(KeycloakSession session, RealmModel realm, Locale language) {
        this.language = language;
        try {
            this.messages = session.theme().getTheme(Theme.Type.LOGIN).getEnhancedMessages(realm, language);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String of(String scope) {
        String note = messages.getProperty("vibe.consent.global");
        return isGlobal(scope) && note != null ? sentence(scope) + " (" + note + ")" : sentence(scope);
    }

    private static boolean isGlobal(String scope) {
        return Permission.parse(scope).filter(Permission::global).isPresent();
    }

    private String sentence(String scope) {
        Wording wording = Wording.of(scope);
        String text = wording.text();
        if (!text.startsWith("${") || !text.endsWith("}")) {
            return text;
        }
        String key = text.substring(2, text.length() - 1);
        String pattern = messages.getProperty(key);
        // A realm may have another theme, without our words.
        return pattern == null ? scope : new MessageFormat(pattern, language).format(new Object[] {wording.type()});
    }
}
