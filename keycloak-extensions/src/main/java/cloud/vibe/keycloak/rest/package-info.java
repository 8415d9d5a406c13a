/**
 * Decides who is shown which grants over HTTP and may take them back: a person, by an app or by the account page, and an admin.
 */
@NullMarked
package cloud.vibe.keycloak.rest;

import org.jspecify.annotations.NullMarked;
