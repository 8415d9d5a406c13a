/**
 * Decides which people and apps the data API is told of, so that their DIDs resolve before anybody has granted anything, and no more when
 * they are gone; and that a guest is gone whom nothing leads back.
 */
@NullMarked
package cloud.vibe.keycloak.registry;

import org.jspecify.annotations.NullMarked;
