package cloud.vibe.standalone.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @Test
    void eachRowIsOneLineOfJson(@TempDir Path folder) throws IOException {
        Report report = new Report();
        report.add("documents.get.ratio_to_floor", 0.47, "x");
        report.add("start.warm_s", 12, "s");
        Path file = folder.resolve("run/bench-x.jsonl");
        report.write(file);
        assertThat(file).hasContent("""
                {"name":"documents.get.ratio_to_floor","value":0.47,"unit":"x"}
                {"name":"start.warm_s","value":12.0,"unit":"s"}
                """);
    }
}
