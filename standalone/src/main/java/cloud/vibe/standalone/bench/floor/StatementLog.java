package cloud.vibe.standalone.bench.floor;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a part of PostgreSQL's log that was written with {@link #PREFIX} and log_statement=all. */
final class StatementLog {
    /** What every entry begins with: the session, the virtual transaction and the role. */
    static final String PREFIX = "<bench %p %v %u> ";

    private static final Pattern ENTRY =
            Pattern.compile("<bench (\\S*) (\\S*) (\\S*)> ([A-Z]+):  (.*)", Pattern.DOTALL);
    private static final Pattern EXECUTED =
            Pattern.compile("(?:execute (?:<unnamed>|\\S+?)|statement): (.*)", Pattern.DOTALL);
    private static final Pattern PARAMETERS =
            Pattern.compile("parameters: (.*)", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private StatementLog() {}

    static List<Sent> read(String log) {
        List<Sent> sent = new ArrayList<>();
        for (String text : entries(log)) {
            Matcher entry = ENTRY.matcher(text);
            if (!entry.matches()) {
                continue;
            }
            Matcher executed = EXECUTED.matcher(entry.group(5));
            Matcher parameters = PARAMETERS.matcher(entry.group(5));
            if (entry.group(4).equals("LOG") && executed.matches()) {
                sent.add(new Sent(entry.group(1), entry.group(2), entry.group(3), executed.group(1), List.of()));
            } else if (entry.group(4).equals("DETAIL") && parameters.matches()) {
                Sent last = sent.removeLast();
                sent.add(new Sent(
                        last.session(), last.transaction(), last.role(), last.sql(), values(parameters.group(1))));
            }
        }
        return sent;
    }

    /** An entry goes on over the following lines as long as they begin with a tab. */
    private static List<String> entries(String log) {
        List<String> entries = new ArrayList<>();
        for (String line : log.split("\n", -1)) {
            if (line.startsWith("\t") && !entries.isEmpty()) {
                entries.add(entries.removeLast() + "\n" + line.substring(1));
            } else {
                entries.add(line);
            }
        }
        return entries;
    }

    /** {@code $1 = 'a''b', $2 = NULL}: quotes are doubled within. */
    static List<@Nullable String> values(String text) {
        List<@Nullable String> values = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            at = text.indexOf(" = ", at) + 3;
            if (text.charAt(at) != '\'') {
                values.add(null);
                at += "NULL, ".length();
                continue;
            }
            StringBuilder value = new StringBuilder();
            at++;
            while (text.charAt(at) != '\'' || (at + 1 < text.length() && text.charAt(at + 1) == '\'')) {
                value.append(text.charAt(at));
                at += text.charAt(at) == '\'' ? 2 : 1;
            }
            values.add(value.toString());
            at += "', ".length();
        }
        return values;
    }
}
