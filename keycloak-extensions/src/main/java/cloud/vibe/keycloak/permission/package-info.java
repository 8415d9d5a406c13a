/**
 * Decides what a permission is: how its name is read, and which permission covers which.
 */
@NullMarked
package cloud.vibe.keycloak.permission;

import org.jspecify.annotations.NullMarked;
