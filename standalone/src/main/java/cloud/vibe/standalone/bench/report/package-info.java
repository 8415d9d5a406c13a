/** What a measurement has found, as a table and as JSON lines. */
@NullMarked
package cloud.vibe.standalone.bench.report;

import org.jspecify.annotations.NullMarked;
