/** A real PostgreSQL from embedded binaries, durable, under an account that PostgreSQL accepts. */
@NullMarked
package cloud.vibe.standalone.postgres;

import org.jspecify.annotations.NullMarked;
