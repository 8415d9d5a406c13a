/**
 * Decides how somebody gets an account: an address, then something to sign in with, and only then a person. And what becomes of what a guest
 * did who had one all along.
 */
@NullMarked
package cloud.vibe.keycloak.signup;

import org.jspecify.annotations.NullMarked;
