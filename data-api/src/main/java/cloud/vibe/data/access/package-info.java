/** Sharing over HTTP: what a valid ACL and a valid group are, and how it is told who comes to a document and why. PostgreSQL decides who may. */
@NullMarked
package cloud.vibe.data.access;

import org.jspecify.annotations.NullMarked;
