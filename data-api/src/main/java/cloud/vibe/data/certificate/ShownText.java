package cloud.vibe.data.certificate;

import cloud.vibe.data.kernel.JsonRequest;
import cloud.vibe.data.kernel.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** A signed text as somebody shows it. */
final class ShownText {
    private ShownText() {}

    /** Reads {@code {"jws": "..."}}. */
    static String read(InputStream body) throws IOException {
        JsonNode jws = JsonRequest.read(body, Set.of("jws")).path("jws");
        if (!jws.isTextual()) {
            throw Problem.invalidRequest("The member jws is the signed text of a certificate.");
        }
        return jws.asText();
    }
}
