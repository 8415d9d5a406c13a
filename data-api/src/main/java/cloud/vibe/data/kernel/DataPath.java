package cloud.vibe.data.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where in a document's data a value stands, from name to name; written {@code address.city}. A backslash takes its meaning from the next
 * character, and stands before an underscore or a dollar sign at the beginning.
 */
public record DataPath(List<String> names) {
    public DataPath {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("not a path");
        }
    }

    /**
     * Reads what stands on the wire.
     *
     * @throws IllegalArgumentException if the text is not a path into the data
     */
    public static DataPath parse(String text) {
        if (text.startsWith("_") || text.startsWith("$")) {
            throw new IllegalArgumentException("not a path into the data");
        }
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '\\' && i + 1 == text.length()) {
                throw new IllegalArgumentException("not a path: nothing follows the backslash");
            } else if (character == '\\') {
                name.append(text.charAt(++i));
            } else if (character == '.') {
                names.add(name.toString());
                name.setLength(0);
            } else {
                name.append(character);
            }
        }
        names.add(name.toString());
        return new DataPath(names);
    }

    @Override
    public String toString() {
        String text = names.stream().map(DataPath::escaped).collect(Collectors.joining("."));
        return text.startsWith("_") || text.startsWith("$") ? "\\" + text : text;
    }

    /** One name as it stands between two dots. */
    public static String escaped(String name) {
        return name.replace("\\", "\\\\").replace(".", "\\.");
    }
}
