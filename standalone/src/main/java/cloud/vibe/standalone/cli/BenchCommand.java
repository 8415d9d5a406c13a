package cloud.vibe.standalone.cli;

import cloud.vibe.standalone.bench.Bench;
import cloud.vibe.standalone.bench.measure.Effort;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "bench", description = "Measures one topic.")
final class BenchCommand implements Callable<Integer> {
    @Mixin
    private Place place = new Place();

    @Parameters(index = "0", paramLabel = "TOPIC")
    private String topic = "";

    @Option(names = "--ten-million", description = "Also measures how documents grow from a million to ten.")
    private boolean tenMillion;

    @Option(names = "--fresh", description = "Throws away what an earlier run has loaded.")
    private boolean fresh;

    @Option(names = "--quick", description = "Few and short rounds: to try it, not for figures.")
    private boolean quick;

    @Override
    public Integer call() throws Exception {
        Bench.run(topic, new Effort(tenMillion, fresh, quick), place.installation(), System.out);
        return 0;
    }
}
