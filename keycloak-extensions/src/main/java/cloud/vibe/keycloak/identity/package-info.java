/**
 * Decides what people and apps are called: the principal that every table keys on, and the DID that the world sees.
 */
@NullMarked
package cloud.vibe.keycloak.identity;

import org.jspecify.annotations.NullMarked;
