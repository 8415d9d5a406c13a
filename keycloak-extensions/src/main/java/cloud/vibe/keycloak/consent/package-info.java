/**
 * Decides what a person is asked when an app signs them in, and what becomes of the answer.
 */
@NullMarked
package cloud.vibe.keycloak.consent;

import org.jspecify.annotations.NullMarked;
