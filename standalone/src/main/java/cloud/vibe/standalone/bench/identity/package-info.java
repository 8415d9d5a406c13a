/** What our identity side costs beside Keycloak as it is published. */
@NullMarked
package cloud.vibe.standalone.bench.identity;

import org.jspecify.annotations.NullMarked;
