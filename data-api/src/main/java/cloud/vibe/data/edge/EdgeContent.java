package cloud.vibe.data.edge;

import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.JsonRequest;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Function;

/** What a client sends of an edge. Data that is not sent with a new one is an empty object. */
record EdgeContent(JsonNode json) {
    /** Of an edge to be. */
    static EdgeContent read(InputStream body) throws IOException {
        return new EdgeContent(JsonRequest.read(body, Set.of("target", "label", "data")));
    }

    /** Of one that is there, whose ends and label stay. Without data there would be nothing to replace: it is not taken for empty. */
    static EdgeContent replacement(InputStream body) throws IOException {
        JsonNode json = JsonRequest.read(body, Set.of("data"));
        if (!json.has("data")) {
            throw Problem.invalidRequest("The member data is missing: it replaces what the edge has.");
        }
        return new EdgeContent(json);
    }

    /** All of it, for whether it is the same once more: white space is left out. */
    String text() {
        return json.toString();
    }

    DocumentId target() {
        return parsed("target", DocumentId::parse, "The member target is the id of a document.");
    }

    Label label() {
        return parsed(
                "label",
                Label::new,
                "The member label is a text of at most 64 characters such as contains: a to z, then digits, - and _ as well.");
    }

    String data() {
        JsonNode data = json.path("data");
        if (data.isMissingNode()) {
            return "{}";
        }
        if (!data.isObject()) {
            throw Problem.invalidRequest("The member data is not a JSON object.");
        }
        String text = data.toString();
        if (text.getBytes(StandardCharsets.UTF_8).length > Limit.EDGE_BYTES.max()) {
            throw Problem.beyond(Limit.EDGE_BYTES);
        }
        return text;
    }

    private <T> T parsed(String member, Function<String, T> parser, String sentence) {
        try {
            if (json.path(member).isTextual()) {
                return parser.apply(json.path(member).asText());
            }
        } catch (IllegalArgumentException e) {
            // Answered below.
        }
        throw Problem.invalidRequest(sentence);
    }
}
