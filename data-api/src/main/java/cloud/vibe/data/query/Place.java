package cloud.vibe.data.query;

import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.util.ArrayList;
import java.util.List;

/** Where in a document a value stands. */
sealed interface Place {
    /**
     * In the data, or below the element of an array that is being looked at: from name to name. No names at all mean the whole of it. In an
     * array a name that is a number counts the elements, from 0, or from the end if it is negative.
     */
    record InData(List<String> names) implements Place {
        public InData {
            names = List.copyOf(names);
        }

        InData below(List<String> further) {
            List<String> all = new ArrayList<>(names);
            all.addAll(further);
            if (all.size() > Limit.PATH_NAMES.max()) {
                throw Problem.beyond(Limit.PATH_NAMES);
            }
            return new InData(all);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            for (String name : names) {
                text.append(text.isEmpty() ? "" : ".");
                text.append(name.replace("\\", "\\\\").replace(".", "\\."));
            }
            boolean needsEscape = !text.isEmpty() && (text.charAt(0) == '_' || text.charAt(0) == '$');
            return needsEscape ? "\\" + text : text.toString();
        }
    }

    /** Beside the data. */
    record Beside(Metadata what) implements Place {
        @Override
        public String toString() {
            return what.wire();
        }
    }

    InData WHOLE = new InData(List.of());

    /** Of a document: {@code title}, {@code address.city}, {@code _createdAt}; a backslash takes its meaning from the next character. */
    static Place ofDocument(String text) {
        if (!text.startsWith("_")) {
            return WHOLE.below(names(text));
        }
        return new Beside(Metadata.of(text)
                .orElseThrow(() -> invalid("There is no " + shown(text) + ". Beside the data there are "
                        + Metadata.all() + "; a name of the data that begins with an underscore is written \\_name.")));
    }

    /** Splits at the dots. */
    static List<String> names(String text) {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '\\') {
                i++;
                if (i == text.length()) {
                    throw invalid("The path " + shown(text) + " ends with a backslash; a backslash is written \\\\.");
                }
                name.append(text.charAt(i));
            } else if (character == '.') {
                names.add(name.toString());
                name.setLength(0);
            } else {
                name.append(character);
            }
        }
        names.add(name.toString());
        return names;
    }

    /** What a client sent, fit to stand in a sentence. */
    static String shown(String text) {
        return text.length() <= 60 ? text : text.substring(0, text.offsetByCodePoints(0, 50)) + "...";
    }

    private static Problem invalid(String detail) {
        return Problem.of(ProblemCode.INVALID_SELECTOR, detail);
    }
}
