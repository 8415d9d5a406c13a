/** The real parts that the tests run on: one PostgreSQL, one identity side that owns its key, and the whole process. */
@NullMarked
package cloud.vibe.data.trial;

import org.jspecify.annotations.NullMarked;
