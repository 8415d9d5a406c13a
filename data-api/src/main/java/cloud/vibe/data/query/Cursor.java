package cloud.vibe.data.query;

import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Where the next page begins: behind this document at its place in the order, whether or not it is still there. Opaque to clients but not
 * signed: it is a position and no right, so that who makes one up sees another part of what they may see anyway. It fits only the query it
 * came from.
 *
 * @param keys what the document is sorted by before its id
 */
record Cursor(List<String> keys, DocumentId id) {
    // Four keys of 201 characters, at most four bytes each, and the frame around them, in Base64.
    static final int MAX_LENGTH = 4_400;

    Cursor {
        keys = List.copyOf(keys);
    }

    String encode(long fingerprint) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(fingerprint);
            out.writeLong(id.value().getMostSignificantBits());
            out.writeLong(id.value().getLeastSignificantBits());
            for (String key : keys) {
                byte[] text = key.getBytes(StandardCharsets.UTF_8);
                out.writeShort(text.length);
                out.write(text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    /** @throws Problem if it is none, or one of another query */
    static Cursor decode(String text, long fingerprint, int keys) {
        if (text.length() > MAX_LENGTH) {
            throw invalid();
        }
        try (DataInputStream in = new DataInputStream(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(text)))) {
            if (in.readLong() != fingerprint) {
                throw invalid();
            }
            UUID id = new UUID(in.readLong(), in.readLong());
            List<String> values = new ArrayList<>();
            for (int i = 0; i < keys; i++) {
                byte[] bytes = new byte[in.readUnsignedShort()];
                in.readFully(bytes);
                values.add(key(bytes));
            }
            if (in.read() >= 0) {
                throw invalid();
            }
            return new Cursor(values, new DocumentId(id));
        } catch (IOException | IllegalArgumentException e) {
            throw invalid();
        }
    }

    // A decoder that repairs would let two texts stand for one, and PostgreSQL takes no U+0000.
    private static String key(byte[] bytes) throws IOException {
        String key = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        if (key.indexOf('\0') >= 0) {
            throw invalid();
        }
        return key;
    }

    private static Problem invalid() {
        return Problem.of(
                ProblemCode.INVALID_CURSOR, "Send next of the page before, unchanged, as after, with the same query.");
    }
}
