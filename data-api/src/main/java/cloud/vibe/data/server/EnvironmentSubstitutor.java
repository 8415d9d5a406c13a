package cloud.vibe.data.server;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Map;
import org.apache.commons.text.StringSubstitutor;
import org.jspecify.annotations.Nullable;

/**
 * Puts the environment into the packaged configuration, between quotes that stand there already. The values are escaped as JSON, which is
 * YAML too: a password can neither break the file nor add to it.
 */
final class EnvironmentSubstitutor {
    private EnvironmentSubstitutor() {}

    static StringSubstitutor of(Map<String, String> environment) {
        StringSubstitutor substitutor = new StringSubstitutor(key -> lookUp(environment, key));
        substitutor.setDisableSubstitutionInValues(true);
        substitutor.setEnableUndefinedVariableException(true);
        return substitutor;
    }

    // An empty variable is one that is not set: compose and charts cannot leave one out.
    private static @Nullable String lookUp(Map<String, String> environment, String key) {
        String value = environment.get(key);
        if (value == null || value.isEmpty()) {
            return null;
        }
        return new String(JsonStringEncoder.getInstance().quoteAsString(value));
    }
}
