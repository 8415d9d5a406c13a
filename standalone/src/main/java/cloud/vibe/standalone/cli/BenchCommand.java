package cloud.vibe.standalone.cli;

import cloud.vibe.standalone.bench.Bench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "bench", description = "Measures one topic.")
final class BenchCommand implements Callable<Integer> {
    @Mixin
    private Place place = new Place();

    @Parameters(index = "0", paramLabel = "TOPIC")
    private String topic = "";

    @Override
    public Integer call() throws Exception {
        Bench.run(topic, place.installation(), System.out);
        return 0;
    }
}
