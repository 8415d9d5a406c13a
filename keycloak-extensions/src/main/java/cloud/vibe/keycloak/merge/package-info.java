/**
 * Decides what it takes to make a guest one with an account, remembers which have become one, and tells of it. Its table is touched here alone.
 */
@NullMarked
package cloud.vibe.keycloak.merge;

import org.jspecify.annotations.NullMarked;
