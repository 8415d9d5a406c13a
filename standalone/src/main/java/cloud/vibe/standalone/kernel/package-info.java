/** What every other room speaks of: where the cloud lives, its ports, its secrets, and the one way to refuse. */
@NullMarked
package cloud.vibe.standalone.kernel;

import org.jspecify.annotations.NullMarked;
