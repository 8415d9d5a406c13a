/** {@code /v1/types}: decides what apps may want of a type (settings, schemas, indexes) and says what its documents look like. */
@NullMarked
package cloud.vibe.data.type;

import org.jspecify.annotations.NullMarked;
