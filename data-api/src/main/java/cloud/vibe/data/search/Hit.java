package cloud.vibe.data.search;

import cloud.vibe.data.kernel.Document;
import cloud.vibe.data.kernel.DocumentId;
import org.jspecify.annotations.Nullable;

/**
 * One place in the order of what was found.
 *
 * @param document nothing if it has just become invisible: its place counts and it is not shown
 * @param marks as {@code vibe.search_marks} writes them
 */
record Hit(DocumentId id, float rank, @Nullable Document document, String marks) {}
