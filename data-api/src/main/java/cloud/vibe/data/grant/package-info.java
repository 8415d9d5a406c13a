/**
 * Takes the identity side's events: decides which one is newer than what is stored. Shows a person's grants, and has them taken back where
 * they are kept.
 */
@NullMarked
package cloud.vibe.data.grant;

import org.jspecify.annotations.NullMarked;
