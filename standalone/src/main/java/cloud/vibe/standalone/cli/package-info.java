/** The command line. */
@NullMarked
package cloud.vibe.standalone.cli;

import org.jspecify.annotations.NullMarked;
