/** The people, groups and documents that are measured on, and the databases that hold them. */
@NullMarked
package cloud.vibe.standalone.bench.population;

import org.jspecify.annotations.NullMarked;
