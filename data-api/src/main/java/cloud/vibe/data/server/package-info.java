/** The process: decides what is wired to what, and which words leave it when something goes wrong. */
@NullMarked
package cloud.vibe.data.server;

import org.jspecify.annotations.NullMarked;
