package cloud.vibe.data.edge;

import java.util.regex.Pattern;

/** What an edge says of its target. {@code contains} also passes on the rights of the source's ACL. */
record Label(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

    Label {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a label");
        }
    }
}
