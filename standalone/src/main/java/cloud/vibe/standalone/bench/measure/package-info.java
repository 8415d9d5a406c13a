/** What a measurement is made of: rounds, CPU times, medians. It knows nothing of documents. */
@NullMarked
package cloud.vibe.standalone.bench.measure;

import org.jspecify.annotations.NullMarked;
