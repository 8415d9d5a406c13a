/** Which process starts when, and what is told to the person who started them. */
@NullMarked
package cloud.vibe.standalone.cloud;

import org.jspecify.annotations.NullMarked;
