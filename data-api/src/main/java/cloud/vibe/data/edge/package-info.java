/** Edges over HTTP: what a valid edge is, and how far a graph is followed. Who may see and make one, and what goes along it, is the database's. */
@NullMarked
package cloud.vibe.data.edge;

import org.jspecify.annotations.NullMarked;
