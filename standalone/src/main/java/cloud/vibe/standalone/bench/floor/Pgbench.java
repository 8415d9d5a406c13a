package cloud.vibe.standalone.bench.floor;

import cloud.vibe.standalone.kernel.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PostgreSQL's own load generator, where it is installed: the least that a client of these statements can cost, in C and without Java. */
public final class Pgbench {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Pattern PER_SECOND = Pattern.compile("tps = ([0-9.]+)");

    private final Path program;
    private final int port;
    private final String role;
    private final String password;

    private Pgbench(Path program, int port, String role, String password) {
        this.program = program;
        this.port = port;
        this.role = role;
        this.password = password;
    }

    public static Optional<Pgbench> installed(int port, String role, String password) throws IOException {
        List<Path> folders = new ArrayList<>();
        Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
                .map(Path::of)
                .forEach(folders::add);
        if (Files.isDirectory(DEBIAN)) {
            try (DirectoryStream<Path> versions = Files.newDirectoryStream(DEBIAN)) {
                versions.forEach(version -> folders.addFirst(version.resolve("bin")));
            }
        }
        return folders.stream()
                .map(folder -> folder.resolve("pgbench"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(program -> new Pgbench(program, port, role, password));
    }

    /** How often a second it runs a recipe, for these ids each time, with so many clients; all of it in one pipeline, as the driver does. */
    public double perSecond(Recipe recipe, List<UUID> ids, String database, int clients, Duration time)
            throws IOException, InterruptedException {
        Path script = Files.createTempFile("recipe", ".sql");
        try {
            List<String> command = new ArrayList<>(List.of(
                    program.toString(),
                    "-n",
                    "-M",
                    "prepared",
                    "-h",
                    "localhost",
                    "-p",
                    Integer.toString(port),
                    "-U",
                    role,
                    "-c",
                    Integer.toString(clients),
                    "-j",
                    "2",
                    "-T",
                    Long.toString(Math.max(1, time.toSeconds())),
                    "-f",
                    script.toString()));
            StringBuilder text = new StringBuilder("\\startpipeline\n");
            int variables = 0;
            for (Recipe.Transaction transaction : recipe.transactions()) {
                if (transaction.isExplicit() || transaction.trips().size() != 1) {
                    throw new IllegalArgumentException("only what is one round trip fits in one pipeline");
                }
                Recipe.Trip trip = transaction.trips().getFirst();
                String sql = named(trip.sql(), variables);
                for (Value value : trip.values()) {
                    String given = Objects.requireNonNull(value.with(ids, ""), "pgbench has no NULL");
                    String variable = "p" + variables++;
                    // A variable of pgbench cannot be empty.
                    if (given.isEmpty()) {
                        sql = sql.replaceFirst(":" + variable + "\\b", "''");
                    } else {
                        command.addAll(List.of("-D", variable + "=" + given));
                    }
                }
                text.append(sql).append(";\n");
            }
            Files.writeString(script, text.append("\\endpipeline\n"));
            command.add(database);
            return run(command);
        } finally {
            Files.delete(script);
        }
    }

    private double run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", password);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher matcher = PER_SECOND.matcher(output);
        if (process.waitFor() != 0 || !matcher.find()) {
            throw new Refusal("pgbench failed: " + output);
        }
        return Double.parseDouble(matcher.group(1));
    }

    /** Question marks, but for doubled ones and those within quotes, become pgbench's variables. */
    static String named(String sql, int first) {
        StringBuilder text = new StringBuilder();
        int number = first;
        char quote = 0;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (quote == 0 && c == '?' && i + 1 < sql.length() && sql.charAt(i + 1) == '?') {
                text.append('?');
                i++;
            } else if (quote == 0 && c == '?') {
                text.append(":p").append(number++);
            } else {
                if (c == quote) {
                    quote = 0;
                } else if (quote == 0 && (c == '\'' || c == '"')) {
                    quote = c;
                }
                text.append(c);
            }
        }
        return text.toString();
    }
}
