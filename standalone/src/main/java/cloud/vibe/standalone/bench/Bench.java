package cloud.vibe.standalone.bench;

import cloud.vibe.standalone.bench.documents.DocumentsTopic;
import cloud.vibe.standalone.bench.identity.IdentityTopic;
import cloud.vibe.standalone.bench.measure.Effort;
import cloud.vibe.standalone.bench.report.Report;
import cloud.vibe.standalone.bench.revocation.RevocationTopic;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.kernel.Refusal;
import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The topics by name. A new one is a class of its own and an entry here. */
public final class Bench {
    private static final Map<String, Topic> TOPICS = new TreeMap<>(Map.of(
            "documents",
            DocumentsTopic::measure,
            "identity",
            IdentityTopic::measure,
            "revocation",
            RevocationTopic::measure,
            "start",
            (installation, effort, report) -> StartTopic.measure(installation, report)));

    private Bench() {}

    /** Measures, prints the table and writes the same rows to {@code standalone/run/bench-TOPIC.jsonl}. */
    public static void run(String name, Effort effort, Installation installation, PrintStream out) throws Exception {
        @Nullable Topic topic = TOPICS.get(name);
        if (topic == null) {
            throw new Refusal(
                    "There is no topic \"" + name + "\"; there is: " + String.join(", ", TOPICS.keySet()) + ".");
        }
        Report report = new Report();
        try {
            topic.measure(installation, effort, report);
        } finally {
            // Of what fails half an hour later there is something to see.
            report.print(out);
        }
        report.write(installation.repository().resolve("standalone/run/bench-" + name + ".jsonl"));
    }
}
