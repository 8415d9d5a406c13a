/** The one door to PostgreSQL: decides which role a statement runs as, hands every statement its caller in the same round trip, and turns the database's refusals into problems. */
@NullMarked
package cloud.vibe.data.database;

import org.jspecify.annotations.NullMarked;
