package cloud.vibe.data.search;

import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Document;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of what was found, the best first.
 *
 * @param spelling which words were looked for in the place of those that were typed; empty if they were found as they are
 */
record SearchPage(List<Hit> hits, @Nullable String next, Spelling spelling) {
    private static final JsonFactory JSON = new JsonFactory();

    String json(DidDomain domain) {
        StringWriter text = new StringWriter(1024 * (hits.size() + 1));
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart("items");
            for (Hit hit : hits) {
                writeHit(hit, domain, json);
            }
            json.writeEndArray();
            json.writeStringField("next", next);
            json.writeArrayFieldStart("corrections");
            for (int i = 0; i < spelling.wrong().size(); i++) {
                json.writeStartObject();
                json.writeStringField("word", spelling.wrong().get(i));
                json.writeStringField("meant", spelling.meant().get(i));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void writeHit(Hit hit, DidDomain domain, JsonGenerator json) throws IOException {
        Document document = hit.document();
        if (document == null) {
            return;
        }
        StringBuilder raw = new StringBuilder(512);
        document.appendJson(raw, domain);
        json.writeStartObject();
        json.writeFieldName("document");
        json.writeRawValue(raw.toString());
        json.writeNumberField("score", hit.rank());
        json.writeFieldName("highlights");
        Highlights.write(hit.marks(), json);
        json.writeEndObject();
    }
}
