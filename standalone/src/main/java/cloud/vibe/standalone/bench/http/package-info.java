/** The load generator's side of HTTP/1.1: as little work as a request and its answer can be. */
@NullMarked
package cloud.vibe.standalone.bench.http;

import org.jspecify.annotations.NullMarked;
