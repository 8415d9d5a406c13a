package cloud.vibe.data.change;

import cloud.vibe.data.kernel.DocumentType;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a client may say on its socket. */
sealed interface ClientMessage {
    int MAX_BYTES = 64 * 1024;

    /** Tell me of these types; without {@code since}, from now on. The same id again replaces the subscription. */
    record Subscribe(
            String id, Set<DocumentType> types, @Nullable String since) implements ClientMessage {
        private static final int MAX_ID = 128;
        private static final int MAX_TYPES = 32;

        public Subscribe {
            if (id.isEmpty() || id.length() > MAX_ID || types.isEmpty() || types.size() > MAX_TYPES) {
                throw new IllegalArgumentException("a subscription has an id and some types");
            }
            types = Set.copyOf(types);
        }
    }

    /** Go on with this token when the one before expires; one that is bound to a key comes with a proof. */
    record Renew(String token, @Nullable String proof) implements ClientMessage {}

    /**
     * Reads one message.
     *
     * @throws IllegalArgumentException if it is not one that we know
     */
    static ClientMessage parse(String text) {
        JsonNode message;
        try {
            message = Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
        return switch (text(message, "action")) {
            case "subscribe" -> new Subscribe(text(message, "id"), types(message), optional(message, "since"));
            case "renew" -> new Renew(text(message, "token"), optional(message, "proof"));
            default -> throw new IllegalArgumentException("not an action that we know");
        };
    }

    private static Set<DocumentType> types(JsonNode message) {
        Set<String> types = new TreeSet<>();
        for (JsonNode type : message.path("types")) {
            if (!type.isTextual()) {
                throw new IllegalArgumentException("types are texts");
            }
            types.add(type.textValue());
        }
        return Set.copyOf(types.stream().map(DocumentType::new).toList());
    }

    private static @Nullable String optional(JsonNode message, String name) {
        JsonNode member = message.path(name);
        return member.isMissingNode() || member.isNull() ? null : text(message, name);
    }

    private static String text(JsonNode message, String name) {
        JsonNode member = message.path(name);
        if (!member.isTextual()) {
            throw new IllegalArgumentException(name + " is not a text");
        }
        return member.textValue();
    }

    /** The mapper, bounded as the messages are. */
    final class Json {
        private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(16)
                        .maxStringLength(MAX_BYTES)
                        .maxNumberLength(64)
                        .build())
                .build());

        private Json() {}
    }
}
