/**
 * What a sign-in goes through: whether the person has done everything that it asks of them, which the tokens that follow remember; how it is
 * begun anew, or beside another; and what our steps of it tell Keycloak of themselves.
 */
@NullMarked
package cloud.vibe.keycloak.flow;

import org.jspecify.annotations.NullMarked;
