/** The topic "documents": which operations are measured, beside what, and how they grow. */
@NullMarked
package cloud.vibe.standalone.bench.documents;

import org.jspecify.annotations.NullMarked;
