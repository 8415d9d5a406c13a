/** The words of the domain: ids, types, permissions, documents and problems. It decides what is well formed, and knows nobody. */
@NullMarked
package cloud.vibe.data.kernel;

import org.jspecify.annotations.NullMarked;
