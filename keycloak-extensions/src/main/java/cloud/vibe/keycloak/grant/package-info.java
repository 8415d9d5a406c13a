/**
 * Decides what a person has allowed an app, now: grants, their versions, and what ends or narrows them.
 */
@NullMarked
package cloud.vibe.keycloak.grant;

import org.jspecify.annotations.NullMarked;
