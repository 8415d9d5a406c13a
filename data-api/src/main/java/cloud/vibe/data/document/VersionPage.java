package cloud.vibe.data.document;

import cloud.vibe.data.kernel.IdPage;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a document's history, the newest first, and whether anything follows it. */
record VersionPage(List<Version> versions, boolean hasMore) {
    /** Which part is asked for: only what is older than {@code before}. */
    record Wanted(int limit, long before) {
        static Wanted of(@Nullable String limit, @Nullable String after) {
            return new Wanted(IdPage.limit(limit), after == null ? Long.MAX_VALUE : decode(after));
        }

        private static long decode(String cursor) {
            try {
                ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
                if (bytes.remaining() == Long.BYTES) {
                    return bytes.getLong();
                }
            } catch (IllegalArgumentException e) {
                // Answered below.
            }
            throw Problem.of(ProblemCode.INVALID_CURSOR, "Send next of the page before, unchanged, as after.");
        }
    }

    String json() {
        StringBuilder json = new StringBuilder("{\"items\":[");
        for (int i = 0; i < versions.size(); i++) {
            if (i > 0) {
                json.append(',');
            }
            versions.get(i).appendJson(json);
        }
        json.append("],\"next\":");
        if (hasMore) {
            byte[] cursor = ByteBuffer.allocate(Long.BYTES)
                    .putLong(versions.getLast().number())
                    .array();
            json.append('"')
                    .append(Base64.getUrlEncoder().withoutPadding().encodeToString(cursor))
                    .append('"');
        } else {
            json.append("null");
        }
        return json.append('}').toString();
    }
}
