/** The S3 store: decides where files will lie. The first slice knows only whether the bucket is there. */
@NullMarked
package cloud.vibe.data.blob;

import org.jspecify.annotations.NullMarked;
