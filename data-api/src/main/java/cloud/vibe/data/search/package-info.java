/** {@code /v1/search}: decides what a search may ask, which words may have been meant by one that was not found, and how a hit is shown. */
@NullMarked
package cloud.vibe.data.search;

import org.jspecify.annotations.NullMarked;
