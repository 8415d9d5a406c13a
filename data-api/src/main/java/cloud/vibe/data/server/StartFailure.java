package cloud.vibe.data.server;

import cloud.vibe.data.database.Instance;
import cloud.vibe.data.database.MigrationFailure;
import io.dropwizard.configuration.ConfigurationException;
import java.net.BindException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why the process cannot start, as one sentence where we know the reason. */
final class StartFailure {
    // The words of commons-text; a test holds them.
    private static final Pattern UNDEFINED = Pattern.compile("Cannot resolve variable '(\\w+)'.*", Pattern.DOTALL);

    private StartFailure() {}

    /** Null means that it is a failure that nobody foresaw, and its stack trace is wanted. */
    static @Nullable String sentence(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case MigrationFailure known -> {
                    return known.getMessage();
                }
                case Instance.WrongDomain known -> {
                    return known.getMessage();
                }
                case ConfigurationException known -> {
                    return "The configuration is not valid: "
                            + String.valueOf(known.getMessage()).strip();
                }
                case BindException known -> {
                    return "A port is taken (" + known.getMessage()
                            + "): free it, or set VIBE_HTTP_PORT and VIBE_ADMIN_PORT.";
                }
                case IllegalArgumentException known -> {
                    Matcher matcher = UNDEFINED.matcher(String.valueOf(known.getMessage()));
                    if (matcher.matches()) {
                        return "Set the environment variable " + matcher.group(1) + ".";
                    }
                }
                default -> {}
            }
        }
        return null;
    }

    static void report(Throwable failure) {
        String sentence = sentence(failure);
        if (sentence == null) {
            failure.printStackTrace(System.err);
            return;
        }
        System.err.println(sentence);
    }
}
