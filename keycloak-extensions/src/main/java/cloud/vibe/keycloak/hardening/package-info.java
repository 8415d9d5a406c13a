/**
 * Decides what Keycloak's own pages must not give away: to who measures their answers, whether there is such a person; to a page that would
 * frame them, a click.
 */
@NullMarked
package cloud.vibe.keycloak.hardening;

import org.jspecify.annotations.NullMarked;
