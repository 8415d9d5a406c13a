package cloud.vibe.data.kernel;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code <type>:<read|write>[:global]}. The type {@link #EVERY_TYPE} stands for all of them. A global permission is one that an app also
 * has while the person is away; while they are there it is worth the same as the plain one.
 */
public record Permission(String type, Action action, boolean global) {
    public static final String EVERY_TYPE = "*";

    private static final Pattern FORM = Pattern.compile("([^:]+):(read|write)(:global)?");

    public Permission {
        if (!type.equals(EVERY_TYPE)) {
            type = new DocumentType(type).value();
        }
    }

    /** What is allowed; write implies read. */
    public enum Action {
        READ,
        WRITE
    }

    /**
     * Reads what stands on the wire.
     *
     * @throws IllegalArgumentException if the text is not a permission
     */
    public static Permission parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a permission");
        }
        Action action = matcher.group(2).equals("write") ? Action.WRITE : Action.READ;
        return new Permission(matcher.group(1), action, matcher.group(3) != null);
    }

    /** For lists of permissions: what is none is left out, which can only narrow, and the rest still counts. */
    public static Optional<Permission> ifReadable(Object item) {
        try {
            return item instanceof String text ? Optional.of(parse(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return type + (action == Action.WRITE ? ":write" : ":read") + (global ? ":global" : "");
    }
}
