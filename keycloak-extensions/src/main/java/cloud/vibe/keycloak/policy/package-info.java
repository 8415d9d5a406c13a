/**
 * Decides which clients are apps, and refuses a token where the grant behind it is gone.
 */
@NullMarked
package cloud.vibe.keycloak.policy;

import org.jspecify.annotations.NullMarked;
