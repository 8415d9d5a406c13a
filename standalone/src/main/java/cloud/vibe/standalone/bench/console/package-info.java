/** Keycloak's admin REST API, as the benches go by it. */
@NullMarked
package cloud.vibe.standalone.bench.console;

import org.jspecify.annotations.NullMarked;
