/**
 * Decides which tables of ours live beside those of Keycloak.
 */
@NullMarked
package cloud.vibe.keycloak.database;

import org.jspecify.annotations.NullMarked;
