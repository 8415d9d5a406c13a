/**
 * Decides that the data API knows of grants what this side knows: compares them now and then, and has repaired what differs.
 */
@NullMarked
package cloud.vibe.keycloak.reconciliation;

import org.jspecify.annotations.NullMarked;
