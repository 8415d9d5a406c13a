/** Decides who is asking: verifies tokens offline and says which origin may carry them. It never decides what a caller may see. */
@NullMarked
package cloud.vibe.data.caller;

import org.jspecify.annotations.NullMarked;
