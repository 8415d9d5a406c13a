package cloud.vibe.data.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The JSON files that every side reads. */
public final class Contract {
    public static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FOLDER = Path.of("..", "contract");

    private Contract() {}

    public static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    public static JsonNode read(String path) {
        try {
            return JSON.readTree(FOLDER.resolve(path).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
