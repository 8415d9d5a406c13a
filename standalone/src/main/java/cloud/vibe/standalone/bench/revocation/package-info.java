/** How soon a revocation is everywhere. */
@NullMarked
package cloud.vibe.standalone.bench.revocation;

import org.jspecify.annotations.NullMarked;
