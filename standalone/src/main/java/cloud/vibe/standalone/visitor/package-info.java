/** A person at the identity pages, without a browser: what the journeys and the measurements get their tokens by. */
@NullMarked
package cloud.vibe.standalone.visitor;

import org.jspecify.annotations.NullMarked;
