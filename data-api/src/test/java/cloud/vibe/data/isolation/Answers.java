package cloud.vibe.data.isolation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of expected answers, {@code isolation/answers.md}: a page that people read. */
final class Answers {
    /** One line: an operation of the API's description, tried on a document in some state. */
    record Row(String operation, String variant, Target.State state, Map<Kind, Cell> cells) {
        @Override
        public String toString() {
            return operation + (variant.isEmpty() ? "" : ", " + variant) + ", on what is "
                    + state.name().toLowerCase(Locale.ROOT);
        }
    }

    /** What comes back: the status, the code of a problem (empty if any will do), and whether anything of the document is in it. */
    record Cell(int status, String code, boolean shows) {
        static Cell parse(String text, Kind kind) {
            boolean shows = text.endsWith("+");
            int status = Integer.parseInt(shows ? text.substring(0, text.length() - 1) : text);
            String code = switch (status) {
                case 401 -> kind == Kind.NOBODY ? "token_missing" : "grant_revoked";
                case 403 -> "permission_missing";
                case 404 -> "not_found";
                default -> "";
            };
            return new Cell(status, code, shows);
        }
    }

    private Answers() {}

    static List<Row> read() {
        List<Row> rows = new ArrayList<>();
        List<Kind> kinds = List.of();
        for (String line : text().lines().filter(line -> line.startsWith("|")).toList()) {
            List<String> columns = Arrays.stream(line.substring(1).split("\\|"))
                    .map(String::strip)
                    .toList();
            if (columns.getFirst().equals("operation")) {
                kinds = columns.subList(2, columns.size()).stream()
                        .map(Kind::of)
                        .toList();
            } else if (!kinds.isEmpty() && !columns.getFirst().startsWith("-")) {
                rows.add(row(columns, kinds));
            }
        }
        return rows;
    }

    private static Row row(List<String> columns, List<Kind> kinds) {
        String[] operation = columns.get(0).split(",", 2);
        Map<Kind, Cell> cells = new EnumMap<>(Kind.class);
        for (int i = 0; i < kinds.size(); i++) {
            cells.put(kinds.get(i), Cell.parse(columns.get(i + 2), kinds.get(i)));
        }
        return new Row(
                operation[0].strip(),
                operation.length > 1 ? operation[1].strip() : "",
                Target.State.valueOf(columns.get(1).toUpperCase(Locale.ROOT)),
                cells);
    }

    private static String text() {
        try (var in = Answers.class.getResourceAsStream("/isolation/answers.md")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
