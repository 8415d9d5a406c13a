package cloud.vibe.data.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The revs that a client names in If-Match or If-None-Match (RFC 9110 section 13.1); {@code any} stands for the asterisk. */
public record EntityTags(boolean any, List<String> revs) {
    private static final Pattern TAG = Pattern.compile("\\s*(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*)\"\\s*(,|$)");

    public EntityTags {
        revs = List.copyOf(revs);
    }

    /** For If-Match: the strong comparison, so that a weak tag is like no tag (RFC 9110 section 8.8.3.2). */
    public static @Nullable EntityTags strong(@Nullable String header) {
        return header == null ? null : parse(header, false);
    }

    /** For If-None-Match: the weak comparison. */
    public static @Nullable EntityTags weak(@Nullable String header) {
        return header == null ? null : parse(header, true);
    }

    public boolean matches(Rev rev) {
        return any || revs.contains(rev.value());
    }

    private static EntityTags parse(String header, boolean takesWeak) {
        if (header.strip().equals("*")) {
            return new EntityTags(true, List.of());
        }
        List<String> revs = new ArrayList<>();
        Matcher matcher = TAG.matcher(header);
        int position = 0;
        while (position < header.length()) {
            if (!matcher.find(position) || matcher.start() != position) {
                throw Problem.invalidRequest("If-Match and If-None-Match take quoted revs, as they stand in ETag.");
            }
            if (revs.size() == Limit.ENTITY_TAGS.max()) {
                throw Problem.beyond(Limit.ENTITY_TAGS);
            }
            if (takesWeak || matcher.group(1) == null) {
                revs.add(matcher.group(2));
            }
            position = matcher.end();
        }
        return new EntityTags(false, revs);
    }
}
