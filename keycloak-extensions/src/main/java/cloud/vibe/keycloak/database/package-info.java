/**
 * Decides which tables of ours live beside those of Keycloak, and what becomes of a realm that an older version has made.
 */
@NullMarked
package cloud.vibe.keycloak.database;

import org.jspecify.annotations.NullMarked;
