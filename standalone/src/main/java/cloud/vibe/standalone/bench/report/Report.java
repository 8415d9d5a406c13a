package cloud.vibe.standalone.bench.report;

import cloud.vibe.standalone.kernel.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The rows of one topic: printed as a table, and written as JSON lines with the members name, value and unit. */
public final class Report {
    private final List<Row> rows = new ArrayList<>();

    record Row(String name, double value, String unit) {}

    /**
     * Adds one row.
     *
     * @param name {@code topic.what[.how]}, as issues and notes quote it
     */
    public void add(String name, double value, String unit) {
        rows.add(new Row(name, value, unit));
    }

    public void print(PrintStream out) {
        out.printf(Locale.ROOT, "%n  %-44s %14s  %s%n", "name", "value", "unit");
        rows.forEach(row -> out.printf(Locale.ROOT, "  %-44s %14.2f  %s%n", row.name(), row.value(), row.unit()));
    }

    public void write(Path file) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Row row : rows) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("name", row.name());
            line.put("value", row.value());
            line.put("unit", row.unit());
            lines.append(Json.MAPPER
                            .writer()
                            .without(com.fasterxml.jackson.databind.SerializationFeature.INDENT_OUTPUT)
                            .writeValueAsString(line))
                    .append('\n');
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, lines);
    }
}
