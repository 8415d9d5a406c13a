/** The other processes of the cloud: what each one is started with. */
@NullMarked
package cloud.vibe.standalone.part;

import org.jspecify.annotations.NullMarked;
