/** The floor: what the API really sent to PostgreSQL for a request, read from the server's log and sent again without the API. */
@NullMarked
package cloud.vibe.standalone.bench.floor;

import org.jspecify.annotations.NullMarked;
