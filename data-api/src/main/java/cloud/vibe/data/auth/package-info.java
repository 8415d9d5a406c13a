/** Shows apps the way to the identity side. No credential passes through here: who comes with one is sent on. */
@NullMarked
package cloud.vibe.data.auth;

import org.jspecify.annotations.NullMarked;
