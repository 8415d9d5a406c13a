/** The live feed: decides which change goes to which socket, in which order, and when a socket has to end. */
@NullMarked
package cloud.vibe.data.change;

import org.jspecify.annotations.NullMarked;
