package cloud.vibe.standalone.bench;

import cloud.vibe.standalone.bench.measure.Effort;
import cloud.vibe.standalone.bench.report.Report;
import cloud.vibe.standalone.kernel.Installation;

/** Something that can be measured; all that is known of it is the rows it adds. */
@FunctionalInterface
interface Topic {
    void measure(Installation installation, Effort effort, Report report) throws Exception;
}
