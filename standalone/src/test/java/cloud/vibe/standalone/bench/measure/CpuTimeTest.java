package cloud.vibe.standalone.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CpuTimeTest {
    @Test
    void aStatLineIsReadBehindANameThatHoldsAnything() {
        String line =
                "4711 (postgres: (a) b) S 4700 4711 4711 0 -1 4194560 3204 0 7 0 1250 317 11 4 20 0 1 0 91234 245 6 1";
        assertThat(CpuTime.Stat.parse(line)).isEqualTo(new CpuTime.Stat(4700, 1250 + 317, 11 + 4));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void timeOnTheCpuIsCounted() {
        CpuTime cpu = new CpuTime();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long pid = ProcessHandle.current().pid();
        double before = cpu.micros(pid);
        long begun = threads.getCurrentThreadCpuTime();
        while (threads.getCurrentThreadCpuTime() - begun < 200_000_000) {
            Thread.onSpinWait();
        }
        // Up to a tick may be missing at either end.
        assertThat(cpu.micros(pid) - before).isGreaterThan(150_000);
        assertThat(cpu.micros(Long.MAX_VALUE)).isZero();
    }
}
