package cloud.vibe.data.search;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the words stand: plain text and ranges in it, never markup, so that nothing a document says can be taken for ours, and a page may
 * show it by {@code textContent}. Ranges count UTF-16 code units, as JavaScript and Java do.
 */
final class Highlights {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final char BEFORE = 2;
    private static final char BEHIND = 3;

    private Highlights() {}

    private record Range(int start, int end) {}

    /** @param marks texts with {@code BEFORE} and {@code BEHIND} around each word; no text holds these characters by itself */
    static void write(String marks, JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (JsonNode mark : JSON.readTree(marks)) {
            json.writeStartObject();
            json.writeStringField("pointer", pointer(mark.path("path")));
            writeText(mark.path("text").asText(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeText(String marked, JsonGenerator json) throws IOException {
        StringBuilder text = new StringBuilder(marked.length());
        List<Range> ranges = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < marked.length(); i++) {
            char character = marked.charAt(i);
            switch (character) {
                case BEFORE -> start = text.length();
                case BEHIND -> ranges.add(new Range(start, text.length()));
                default -> text.append(character);
            }
        }
        json.writeStringField("text", text.toString());
        json.writeArrayFieldStart("ranges");
        for (Range range : ranges) {
            json.writeStartObject();
            json.writeNumberField("start", range.start);
            json.writeNumberField("end", range.end);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** RFC 6901, into the document's data. */
    private static String pointer(JsonNode path) {
        StringBuilder pointer = new StringBuilder();
        path.forEach(name ->
                pointer.append('/').append(name.asText().replace("~", "~0").replace("/", "~1")));
        return pointer.toString();
    }
}
