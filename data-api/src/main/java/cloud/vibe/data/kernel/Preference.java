package cloud.vibe.data.kernel;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a client would rather have (RFC 7240): the whole representation, which is also the default, or no body. */
public enum Preference {
    REPRESENTATION,
    MINIMAL;

    public static final String HEADER = "Prefer";
    public static final String APPLIED_HEADER = "Preference-Applied";

    /** Preferences that we do not know are passed over; of two that contradict each other the first counts (section 2). */
    public static Preference of(@Nullable String header) {
        if (header == null) {
            return REPRESENTATION;
        }
        return Arrays.stream(header.split(","))
                .map(Preference::named)
                .filter(named -> named.startsWith("return="))
                .findFirst()
                .filter("return=minimal"::equals)
                .map(minimal -> MINIMAL)
                .orElse(REPRESENTATION);
    }

    /** As it stands in the answer. */
    public String applied() {
        return "return=" + name().toLowerCase(Locale.ROOT);
    }

    // Without parameters, quotes and the white space that may stand around the equals sign.
    private static String named(String preference) {
        return preference.replaceFirst(";.*", "").replaceAll("[\\s\"]", "").toLowerCase(Locale.ROOT);
    }
}
