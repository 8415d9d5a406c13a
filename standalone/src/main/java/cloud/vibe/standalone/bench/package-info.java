/** Measurements: each topic prints a table and writes the same rows as JSON lines. */
@NullMarked
package cloud.vibe.standalone.bench;

import org.jspecify.annotations.NullMarked;
