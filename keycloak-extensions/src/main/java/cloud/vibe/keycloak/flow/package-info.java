/**
 * Decides whether a person has done everything that a sign-in asks of them, and remembers the answer for the tokens that follow.
 */
@NullMarked
package cloud.vibe.keycloak.action;

import org.jspecify.annotations.NullMarked;
