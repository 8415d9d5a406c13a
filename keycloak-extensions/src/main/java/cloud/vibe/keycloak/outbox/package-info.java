/**
 * Decides when the data API hears of a change: an event is written in the transaction of the change itself and sent, signed, until
 * it has been delivered.
 */
@NullMarked
package cloud.vibe.keycloak.outbox;

import org.jspecify.annotations.NullMarked;
