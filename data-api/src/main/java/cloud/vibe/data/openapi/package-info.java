/** Writes the API's description while we are built: decides what is said of an endpoint, and refuses one that says too little of itself. */
@NullMarked
package cloud.vibe.data.openapi;

import org.jspecify.annotations.NullMarked;
