package cloud.vibe.data.type;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * The regular expressions of schemas, by an engine whose time is at most the length of the text times the size of the expression, and never
 * exponential (RE2): an app must not be able to keep a processor busy. That product is charged to the evaluation that asks. What the engine
 * does not have, such as lookahead and back references, no schema may use. A text longer than {@link #MAX_TEXT} matches nothing.
 */
final class SafePatterns implements RegularExpressionFactory {
    static final int MAX_LENGTH = 500;
    static final int MAX_PLACES = 500;
    static final int MAX_TEXT = 65_536;

    /** Says of a pattern what keeps it from being used. */
    static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message, null, false, false);
        }
    }

    @Override
    public RegularExpression getRegularExpression(String regex) {
        Pattern pattern = compile(regex);
        return text -> text.length() <= MAX_TEXT
                && BoundedEvaluation.mayMatch((text.length() + 1L) * pattern.programSize())
                && pattern.matcher(text).find();
    }

    static Pattern compile(String regex) {
        if (regex.length() > MAX_LENGTH) {
            throw new Unusable("a regular expression has at most " + MAX_LENGTH + " characters");
        }
        if (new Places(regex).count() > MAX_PLACES) {
            throw new Unusable(
                    "a regular expression has at most " + MAX_PLACES + " places, with its repetitions written out");
        }
        try {
            // ECMA-262 names a character by four digits; RE2 has braces for that.
            return Pattern.compile(regex.replaceAll("(?<!\\\\)((?:\\\\\\\\)*)\\\\u([0-9A-Fa-f]{4})", "$1\\\\x{$2}"));
        } catch (PatternSyntaxException e) {
            throw new Unusable("this regular expression cannot be used (lookaround and back references are not there): "
                    + e.getDescription());
        }
    }

    /**
     * How large a pattern is once its counted repetitions are written out, counted before the engine writes them out. It must never be
     * found smaller than the engine will make it, so the text is divided as RE2 divides it.
     */
    private static final class Places {
        // Even an empty group is something: where it begins, where it ends, and nothing in between.
        private static final int GROUP = 3;

        private final String regex;
        private int at;

        Places(String regex) {
            this.regex = regex;
        }

        long count() {
            long sum = 0;
            long last = 0;
            while (at < regex.length()) {
                char character = regex.charAt(at++);
                switch (character) {
                    case '(' -> {
                        last = GROUP + count();
                        sum += last;
                    }
                    case ')' -> {
                        return sum;
                    }
                    case '{' -> sum += last * (repetitions() - 1);
                    case '[' -> {
                        skipClass();
                        last = 1;
                        sum++;
                    }
                    case '\\' -> {
                        if (regex.startsWith("Q", at)) {
                            // ECMA-262 knows no quoting of a whole text, and a bracket in it would be no bracket.
                            throw new Unusable("this regular expression cannot be used (\\Q is not there)");
                        }
                        at++;
                        last = 1;
                        sum++;
                    }
                    default -> {
                        last = 1;
                        sum++;
                    }
                }
                sum = Math.min(sum, Integer.MAX_VALUE);
            }
            return sum;
        }

        private void skipClass() {
            at += regex.startsWith("^", at) ? 1 : 0;
            int first = at;
            while (at < regex.length() && (regex.charAt(at) != ']' || at == first)) {
                int named = regex.startsWith("[:", at) ? regex.indexOf(":]", at + 2) : -1;
                if (named >= 0) {
                    at = named + 2;
                } else {
                    at += regex.charAt(at) == '\\' ? 2 : 1;
                }
            }
            at++;
        }

        // The larger number of {n}, {n,} or {n,m}; what is none of them stands for itself.
        private long repetitions() {
            int end = regex.indexOf('}', at);
            if (end < 0 || !regex.substring(at, end).matches("\\d{1,6}(,\\d{0,6})?")) {
                return 2;
            }
            long largest = 1;
            for (String number : regex.substring(at, end).split(",", -1)) {
                largest = Math.max(largest, number.isEmpty() ? 1 : Long.parseLong(number));
            }
            at = end + 1;
            return largest;
        }
    }
}
