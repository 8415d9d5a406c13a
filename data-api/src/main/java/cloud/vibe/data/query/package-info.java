/** Finding documents: decides what a query means, which index drives it and where a page ends. It only narrows; which rows a caller may see is decided by the policies. */
@NullMarked
package cloud.vibe.data.query;

import org.jspecify.annotations.NullMarked;
