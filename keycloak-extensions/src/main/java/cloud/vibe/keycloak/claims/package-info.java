/**
 * Decides what an access token says about the grant that it stands on.
 */
@NullMarked
package cloud.vibe.keycloak.claims;

import org.jspecify.annotations.NullMarked;
