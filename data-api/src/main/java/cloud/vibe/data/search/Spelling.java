package cloud.vibe.data.search;

import java.util.ArrayList;
import java.util.List;

/** Which words somebody may have meant: those that one typing error away are (in a long word two). */
final class Spelling {
    private static final int LONG_WORD = 8;
    private static final int MAX_MEANT = 8;

    private final List<String> wrong = new ArrayList<>();
    private final List<String> meant = new ArrayList<>();

    /** A word that was typed, and one that is known and looks like it. */
    record Pair(String word, String other) {}

    /** For each word the first few that are near enough, in the order in which they come. */
    static Spelling of(List<Pair> candidates) {
        Spelling spelling = new Spelling();
        for (Pair candidate : candidates) {
            long taken = spelling.wrong.stream().filter(candidate.word::equals).count();
            boolean isPlain = isPlain(candidate.word) && isPlain(candidate.other);
            if (taken < MAX_MEANT && isPlain && isNear(candidate.word, candidate.other)) {
                spelling.wrong.add(candidate.word);
                spelling.meant.add(candidate.other);
            }
        }
        return spelling;
    }

    boolean isEmpty() {
        return wrong.isEmpty();
    }

    List<String> wrong() {
        return wrong;
    }

    /** As many as {@link #wrong()}, each at the place of its word. */
    List<String> meant() {
        return meant;
    }

    private static boolean isPlain(String word) {
        return word.codePoints().allMatch(Character::isLetterOrDigit);
    }

    private static boolean isNear(String word, String other) {
        return distance(word, other) <= (word.length() < LONG_WORD ? 1 : 2);
    }

    /** Damerau and Levenshtein: letters left out, put in, replaced, or turned round with their neighbour. */
    static int distance(String one, String other) {
        int[][] steps = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int replaced = steps[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                steps[i][j] = Math.min(replaced, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
                boolean isTurned = i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                if (isTurned) {
                    steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
                }
            }
        }
        return steps[one.length()][other.length()];
    }
}
