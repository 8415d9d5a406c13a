package cloud.vibe.data.document;

import cloud.vibe.data.kernel.Document;

/** A document after it was to be created: {@code isNew} unless it was there already. */
record Kept(Document document, boolean isNew) {}
