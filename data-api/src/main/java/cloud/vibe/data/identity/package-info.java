/** Decides what is public of people and apps: their DID documents, and the keys of their devices that people have linked. */
@NullMarked
package cloud.vibe.data.identity;

import org.jspecify.annotations.NullMarked;
