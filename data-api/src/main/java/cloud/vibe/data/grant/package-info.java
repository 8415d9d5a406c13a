/** Takes the identity side's events: decides which one is newer than what is stored. */
@NullMarked
package cloud.vibe.data.grant;

import org.jspecify.annotations.NullMarked;
