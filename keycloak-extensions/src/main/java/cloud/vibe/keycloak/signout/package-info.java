/**
 * Decides when sign-ins have ended: a session, all of a person's, all of an app's, everybody's. The data API then refuses their tokens.
 */
@NullMarked
package cloud.vibe.keycloak.signout;

import org.jspecify.annotations.NullMarked;
