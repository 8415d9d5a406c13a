/** Documents over HTTP: decides what is a valid document and what a client hears. Which rows a caller may touch is decided by the policies. */
@NullMarked
package cloud.vibe.data.document;

import org.jspecify.annotations.NullMarked;
