package cloud.vibe.data.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Some limits are kept by the database; there they are the same, and have the same names. */
final class LimitsInMigrationsTest {
    private static final Path MIGRATIONS = Path.of("src/main/resources/migrations");
    private static final Pattern RAISED = Pattern.compile("ERRCODE = 'VB001', MESSAGE = '(\\w+)'");
    private static final Pattern COMPARED = Pattern.compile("(?:>=|>|=) (\\d+)");

    @Test
    void eachIsTheOneThatIsDescribed() throws IOException {
        List<String> inTheDatabase = new ArrayList<>();
        List<String> described = new ArrayList<>();
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            for (Path file : files.filter(name -> name.toString().endsWith(".sql"))
                    .sorted()
                    .toList()) {
                String sql = Files.readString(file);
                for (Matcher raised = RAISED.matcher(sql); raised.find(); ) {
                    String limit = raised.group(1);
                    inTheDatabase.add(limit + " " + lastNumber(sql.substring(0, raised.start())));
                    described.add(limit + " "
                            + Limit.valueOf(limit.toUpperCase(Locale.ROOT)).max());
                }
            }
        }
        assertThat(inTheDatabase).hasSizeGreaterThan(10).isEqualTo(described);
    }

    private static String lastNumber(String sql) {
        return COMPARED.matcher(sql).results().map(found -> found.group(1)).reduce("", (one, other) -> other);
    }
}
