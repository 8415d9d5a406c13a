package cloud.vibe.keycloak.permission;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an app may do with the documents of one type: {@code notes:read}, {@code com.example.note:write}, {@code *:read:global}. It is
 * the name of a client scope; a scope of any other name is no permission.
 */
public record Permission(String type, Access access, boolean global) implements Comparable<Permission> {
    public static final String ANY_TYPE = "*";

    /** The reserved type of what apps hold. */
    public static final String GRANTS = "grants";

    /** Reserved types that are asked for by their names: what is said of any type is not said of them. */
    private static final Set<String> BY_NAME_ONLY = Set.of(GRANTS, "identity");

    private static final int LONGEST_TYPE = 128;
    private static final String LABEL = "[a-z][a-z0-9-]*";
    private static final Pattern TYPE = Pattern.compile("\\*|" + LABEL + "(\\." + LABEL + ")*");
    private static final Pattern NAME = Pattern.compile("(?<type>[^:]+):(?<access>read|write)(?<global>:global)?");
    private static final Comparator<Permission> BY_NAME = Comparator.comparing(Permission::toString);

    public Permission {
        if (type.length() > LONGEST_TYPE || !TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("not a document type: " + type);
        }
    }

    /** Empty when the name is not that of a permission. */
    public static Optional<Permission> parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String type = matcher.group("type");
        if (type.length() > LONGEST_TYPE || !TYPE.matcher(type).matches()) {
            return Optional.empty();
        }
        return Optional.of(new Permission(type, Access.of(matcher.group("access")), matcher.group("global") != null));
    }

    /** Write implies read, any type every type but those that are {@link #BY_NAME_ONLY}, and global what is not. */
    public boolean covers(Permission other) {
        return (type.equals(other.type) || (type.equals(ANY_TYPE) && !BY_NAME_ONLY.contains(other.type)))
                && (access == Access.WRITE || other.access == Access.READ)
                && (global || !other.global);
    }

    @Override
    public int compareTo(Permission other) {
        return BY_NAME.compare(this, other);
    }

    @Override
    public String toString() {
        return type + ":" + access.word() + (global ? ":global" : "");
    }
}
