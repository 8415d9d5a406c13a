/**
 * Decides which clients are apps, and refuses a token where the grant behind it is gone or the sign-in not complete.
 */
@NullMarked
package cloud.vibe.keycloak.policy;

import org.jspecify.annotations.NullMarked;
