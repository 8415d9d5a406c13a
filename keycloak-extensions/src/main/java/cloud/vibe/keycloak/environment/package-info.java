/**
 * Decides what this process was told from outside: the only place that reads environment variables, and the one that refuses to
 * start when a required one is missing.
 */
@NullMarked
package cloud.vibe.keycloak.environment;

import org.jspecify.annotations.NullMarked;
