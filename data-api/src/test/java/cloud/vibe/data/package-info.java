/** What holds for all rooms together. */
@NullMarked
package cloud.vibe.data;

import org.jspecify.annotations.NullMarked;
