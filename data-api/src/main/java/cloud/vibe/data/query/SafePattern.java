package cloud.vibe.data.query;

import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;

/**
 * A regular expression that cannot run away: literals, {@code . [] () | ^ $ * + ? {m,n} \d \w \s \b} and their opposites, and {@code (?i)}
 * at the beginning, for ASCII letters. There is nothing that needs backtracking (references back, looking around), so PostgreSQL runs it as
 * an automaton, and its size is bounded before PostgreSQL sees it. Of {@code ^ $ \b \B} there are few, and none within what is repeated:
 * the automaton of such a one has taken PostgreSQL seconds to make. What is handed on is written anew from what was understood, each
 * character that is not a letter or digit by its number: no option of PostgreSQL's own dialect can be smuggled in.
 *
 * @param source as the client wrote it
 * @param advanced the same in PostgreSQL's advanced dialect, for a comparison under {@code COLLATE "C"}
 */
record SafePattern(String source, String advanced) {
    private static final int MAX_DEPTH = 20;
    private static final int MAX_REPEAT = 255;

    /** @throws Problem if it is not such an expression, with what is to blame */
    static SafePattern of(String source) {
        if (source.length() > Limit.PATTERN_CHARACTERS.max()) {
            throw Problem.beyond(Limit.PATTERN_CHARACTERS);
        }
        Reader reader = new Reader(source);
        reader.whole();
        return new SafePattern(source, reader.out.toString());
    }

    private static Problem invalid(String why) {
        return Problem.of(ProblemCode.INVALID_SELECTOR, "$regex cannot take this expression: " + why + ".");
    }

    /** Reads from left to right and writes as it goes; each step answers how many states it stands for. */
    private static final class Reader {
        private final int[] source;
        private final StringBuilder out = new StringBuilder("***:");
        private int next;
        private int assertions;

        Reader(String source) {
            this.source = source.codePoints().toArray();
        }

        void whole() {
            out.append(take("(?i)") ? "(?i)" : "");
            alternatives(0);
            if (next < source.length) {
                throw invalid("a ) closes nothing");
            }
        }

        private long alternatives(int depth) {
            if (depth > MAX_DEPTH) {
                throw invalid("its groups are nested deeper than " + MAX_DEPTH + " levels");
            }
            long states = sequence(depth);
            while (take("|")) {
                out.append('|');
                states += sequence(depth);
            }
            return states;
        }

        private long sequence(int depth) {
            long states = 1;
            while (next < source.length && source[next] != '|' && source[next] != ')') {
                states += repeated(depth);
                if (states > Limit.PATTERN_PLACES.max()) {
                    throw Problem.beyond(Limit.PATTERN_PLACES);
                }
            }
            return states;
        }

        private long repeated(int depth) {
            boolean isGroup = looking("(");
            int before = assertions;
            long states = atom(depth);
            int quantifiers = next;
            boolean isOption = isGroup && looking("?");
            long times = quantifier();
            if (next == quantifiers) {
                return states;
            }
            if (assertions > before && !isOption) {
                throw invalid("^, $ and \\b cannot be repeated, nor can a group in which they stand");
            }
            // A sparing ? changes what is found and not whether.
            take("?");
            if (next < source.length && "*+?{".indexOf(source[next]) >= 0) {
                throw invalid("two quantifiers follow each other");
            }
            return states * Math.max(times, 1);
        }

        private long quantifier() {
            if (take("*") || take("+") || take("?")) {
                out.appendCodePoint(source[next - 1]);
                return 1;
            }
            if (!take("{")) {
                return 1;
            }
            int least = number();
            int most = least;
            out.append('{').append(least);
            if (take(",")) {
                out.append(',');
                if (!looking("}")) {
                    most = number();
                    out.append(most);
                }
            }
            if (!take("}") || most < least) {
                throw invalid("a repetition is written {m}, {m,} or {m,n}; the character { is written \\{");
            }
            out.append('}');
            return most + 1L;
        }

        private int number() {
            int start = next;
            int value = 0;
            while (next < source.length && source[next] >= '0' && source[next] <= '9' && value <= MAX_REPEAT) {
                value = value * 10 + source[next++] - '0';
            }
            if (next == start || value > MAX_REPEAT) {
                throw invalid("a repetition is a number from 0 to " + MAX_REPEAT + "; the character { is written \\{");
            }
            return value;
        }

        private long atom(int depth) {
            int character = source[next++];
            switch (character) {
                case '(' -> {
                    return group(depth);
                }
                case '[' -> charClass();
                case '.' -> out.append("[^\\u000A]");
                case '^', '$' -> assertion(Character.toString(character));
                case '\\' -> escape();
                case '*', '+', '?', '{' -> throw invalid("a quantifier stands where nothing can be repeated");
                case ']', '}' -> throw invalid("the characters ] and } are written \\] and \\}");
                default -> literal(character);
            }
            return 1;
        }

        private long group(int depth) {
            if (looking("?") && !take("?:")) {
                throw invalid("of the groups that begin with (? there is only (?:...)");
            }
            out.append("(?:");
            long states = alternatives(depth + 1);
            if (!take(")")) {
                throw invalid("a ( is not closed");
            }
            out.append(')');
            return states;
        }

        private void escape() {
            int character = escaped();
            switch (character) {
                case 'd' -> out.append("[0-9]");
                case 'D' -> out.append("[^0-9]");
                case 'w' -> out.append("[A-Za-z0-9_]");
                case 'W' -> out.append("[^A-Za-z0-9_]");
                case 's' -> out.append("[\\u0020\\u0009\\u000A\\u000C\\u000D]");
                case 'S' -> out.append("[^\\u0020\\u0009\\u000A\\u000C\\u000D]");
                case 'b' -> assertion("\\y");
                case 'B' -> assertion("\\Y");
                default -> literal(plain(character));
            }
        }

        private void assertion(String written) {
            if (++assertions > Limit.PATTERN_ASSERTIONS.max()) {
                throw Problem.beyond(Limit.PATTERN_ASSERTIONS);
            }
            out.append(written);
        }

        private void charClass() {
            out.append(take("^") ? "[^" : "[");
            int start = next;
            while (!take("]")) {
                if (next >= source.length) {
                    throw invalid("a [ is not closed");
                }
                item();
            }
            if (next == start + 1) {
                throw invalid("a class is empty; the character ] is written \\]");
            }
            out.append(']');
        }

        private void item() {
            if (looking("\\d") || looking("\\w") || looking("\\s")) {
                next++;
                switch (source[next++]) {
                    case 'd' -> out.append("0-9");
                    case 'w' -> out.append("A-Za-z0-9_");
                    default -> out.append("\\u0020\\u0009\\u000A\\u000C\\u000D");
                }
                return;
            }
            int first = member();
            int last = first;
            boolean isRange = looking("-") && !looking("-]");
            if (isRange) {
                next++;
                if (next >= source.length) {
                    throw invalid("a [ is not closed");
                }
                last = member();
            }
            if (last < first) {
                throw invalid("a range of characters runs backwards");
            }
            literal(first);
            if (isRange) {
                out.append('-');
                literal(last);
            }
        }

        private int member() {
            int character = source[next++];
            if (character == '[') {
                throw invalid("within a class the character [ is written \\[");
            }
            return character == '\\' ? plain(escaped()) : character;
        }

        private int escaped() {
            if (next >= source.length) {
                throw invalid("it ends with a backslash");
            }
            return source[next++];
        }

        private static int plain(int escaped) {
            return switch (escaped) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case 'r' -> '\r';
                case 'f' -> '\f';
                default -> {
                    if (escaped >= 0x80 || Character.isLetterOrDigit(escaped)) {
                        throw invalid("there is no \\" + Character.toString(escaped) + " here");
                    }
                    yield escaped;
                }
            };
        }

        private void literal(int character) {
            if (character < 0x80 && Character.isLetterOrDigit(character)) {
                out.appendCodePoint(character);
            } else if (character <= 0xFFFF) {
                out.append("\\u%04X".formatted(character));
            } else {
                out.append("\\U%08X".formatted(character));
            }
        }

        private boolean looking(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (next + i >= source.length || source[next + i] != text.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private boolean take(String text) {
            boolean isThere = looking(text);
            next += isThere ? text.length() : 0;
            return isThere;
        }
    }
}
