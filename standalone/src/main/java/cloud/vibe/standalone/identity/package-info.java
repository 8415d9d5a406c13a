/** Keycloak: built once with our jars, started, and given its demo people. */
@NullMarked
package cloud.vibe.standalone.identity;

import org.jspecify.annotations.NullMarked;
