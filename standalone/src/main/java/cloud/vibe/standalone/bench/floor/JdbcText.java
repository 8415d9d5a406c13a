package cloud.vibe.standalone.bench.floor;

import java.util.ArrayList;
import java.util.List;

/**
 * A statement as JDBC takes it: {@code $3} becomes a question mark, and an operator that is one is doubled.
 *
 * @param numbers which parameter each question mark stands for, from 1
 */
record JdbcText(String sql, List<Integer> numbers) {
    JdbcText {
        numbers = List.copyOf(numbers);
    }

    static JdbcText of(String sql) {
        StringBuilder text = new StringBuilder(sql.length());
        List<Integer> numbers = new ArrayList<>();
        int at = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\'' || c == '"') {
                int end = sql.indexOf(c, at + 1) + 1;
                text.append(sql, at, end);
                at = end;
            } else if (c == '-' && sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end;
            } else if (c == '$' && at + 1 < sql.length() && Character.isDigit(sql.charAt(at + 1))) {
                int end = at + 1;
                while (end < sql.length() && Character.isDigit(sql.charAt(end))) {
                    end++;
                }
                numbers.add(Integer.parseInt(sql.substring(at + 1, end)));
                text.append('?');
                at = end;
            } else {
                text.append(c == '?' ? "??" : String.valueOf(c));
                at++;
            }
        }
        return new JdbcText(text.toString(), numbers);
    }
}
