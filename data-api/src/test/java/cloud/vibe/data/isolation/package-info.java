/** The proof of isolation: says once more, in Java and in a table, who may do what, and holds the database and the API against it. */
@NullMarked
package cloud.vibe.data.isolation;

import org.jspecify.annotations.NullMarked;
