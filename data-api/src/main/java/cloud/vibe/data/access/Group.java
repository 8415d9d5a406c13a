package cloud.vibe.data.access;

import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.WireTime;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/** A group of the caller's, by a name that only they see. */
record Group(UUID id, String name, Instant createdAt) {
    /** The reserved type whose permission is that for groups. */
    static final String TYPE = "groups";

    private static final int MAX_NAME = 200;

    /** What a client sends of a group. */
    static final Set<String> MEMBERS = Set.of("name");

    /** Reads {@code {"name": "..."}}. */
    static String name(JsonNode json) {
        JsonNode name = json.path("name");
        if (!name.isTextual()
                || name.asText().isBlank()
                || name.asText().codePointCount(0, name.asText().length()) > MAX_NAME
                || name.asText().chars().anyMatch(Character::isISOControl)) {
            throw Problem.invalidRequest("The member name is a text of 1 to " + MAX_NAME + " characters in one line.");
        }
        return name.asText();
    }

    String json() {
        return "{\"id\":\"" + id + "\",\"name\":" + JsonNodeFactory.instance.textNode(name) + ",\"createdAt\":\""
                + WireTime.of(createdAt) + "\"}";
    }
}
