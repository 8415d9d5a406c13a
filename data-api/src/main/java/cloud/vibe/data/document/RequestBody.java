package cloud.vibe.data.document;

import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads a request's body, never more of it than it can need. */
final class RequestBody {
    // A document's limit, and some room for what stands around its data.
    private static final int AROUND_DATA = 64 * 1024;

    private RequestBody() {}

    static String read(InputStream body) throws IOException {
        return read(body, Limit.DOCUMENT_BYTES, AROUND_DATA);
    }

    static String readBulk(InputStream body) throws IOException {
        return read(body, Limit.BULK_BYTES, 0);
    }

    private static String read(InputStream body, Limit limit, int more) throws IOException {
        byte[] bytes = body.readNBytes(limit.max() + more + 1);
        if (bytes.length > limit.max() + more) {
            throw Problem.beyond(limit);
        }
        try {
            // RFC 8259 section 8.1: JSON between systems is UTF-8, and a decoder that guesses or repairs would store
            // something else.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Problem.of(ProblemCode.INVALID_JSON, "The body is not UTF-8.");
        }
    }

    static Problem tooLarge() {
        return Problem.beyond(Limit.DOCUMENT_BYTES);
    }
}
