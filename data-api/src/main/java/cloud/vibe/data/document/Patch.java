package cloud.vibe.data.document;

import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A change of a document's data. It may be applied any number of times, to any data, and keeps every digit of every number. */
sealed interface Patch permits MergePatch, JsonPatch {
    String MERGE_PATCH = "application/merge-patch+json";
    String JSON_PATCH = "application/json-patch+json";

    /** What the data becomes; the data itself may be changed on the way. */
    JsonNode applyTo(ObjectNode data);

    /**
     * Reads what stands on the wire.
     *
     * @throws Problem if it is not a patch of that media type, or holds values that a document cannot
     */
    static Patch parse(String mediaType, String body) {
        // Token by token first: what a document cannot hold cannot come into it by a patch.
        JsonText.read(body, text -> {
            text.next();
            return text.value();
        });
        return mediaType.equals(JSON_PATCH) ? JsonPatch.of(Json.read(body)) : MergePatch.of(Json.read(body));
    }

    /**
     * Applies it to data as PostgreSQL writes it.
     *
     * @throws Problem if it does not fit the data, or what comes of it is not what a document can hold
     */
    default String apply(String data) {
        JsonNode patched = applyTo((ObjectNode) Json.read(data));
        if (!patched.isObject()) {
            throw Problem.of(ProblemCode.PATCH_CONFLICT, "The data would not be a JSON object any more.");
        }
        if (StoredSize.of(patched) > Limit.DOCUMENT_BYTES.max()) {
            throw RequestBody.tooLarge();
        }
        if (Json.isDeeper(patched, Limit.DOCUMENT_DEPTH.max())) {
            throw Problem.beyond(Limit.DOCUMENT_DEPTH);
        }
        return patched.toString();
    }

    /** Trees whose numbers are exact, and large enough for whatever PostgreSQL has written out. */
    final class Json {
        private static final int STORED_DIGITS = 4_000;
        private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(2 * Limit.DOCUMENT_DEPTH.max())
                                .maxStringLength(Limit.BULK_BYTES.max())
                                .maxNameLength(Limit.BULK_BYTES.max())
                                .maxNumberLength(STORED_DIGITS)
                                .build())
                        .build())
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();

        private Json() {}

        static JsonNode read(String text) {
            try {
                return MAPPER.readTree(text);
            } catch (JacksonException e) {
                throw JsonText.notJson();
            }
        }

        static boolean isDeeper(JsonNode value, int levels) {
            if (!value.isContainerNode()) {
                return false;
            }
            if (levels == 0) {
                return true;
            }
            for (JsonNode child : value) {
                if (isDeeper(child, levels - 1)) {
                    return true;
                }
            }
            return false;
        }
    }
}
