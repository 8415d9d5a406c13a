package cloud.vibe.keycloak.rest;

import cloud.vibe.keycloak.permission.Wording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Properties;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.theme.Theme;

/** The words of the consent page for a scope, in one language. */
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
