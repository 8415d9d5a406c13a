package cloud.vibe.data.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request that may come again without being done again: the key that its client gave it (draft-ietf-httpapi-idempotency-key-header), and
 * a digest of what it asked for.
 */
public record Repeatable(String key, String fingerprint) {
    public static final String HEADER = "Idempotency-Key";

    // The draft wants a string of RFC 8941, in quotes; most clients send it bare, and we take that as well.
    private static final Pattern QUOTED = Pattern.compile("\"((?:[\\x20\\x21\\x23-\\x5B\\x5D-\\x7E]|\\\\[\"\\\\])+)\"");
    private static final Pattern BARE = Pattern.compile("[\\x21\\x23-\\x7E][\\x20-\\x7E]*");

    /**
     * Reads the header.
     *
     * @param request everything that makes it another request: the method, the path, If-Match, the media type, the body
     * @return null if the client has given the request no key
     * @throws Problem if that is not a key
     */
    public static @Nullable Repeatable of(@Nullable String header, @Nullable String... request) {
        return header == null ? null : new Repeatable(key(header.strip()), digest(request));
    }

    private static String key(String header) {
        String key = "";
        // Each character may be escaped, and there are the quotes.
        if (header.length() <= 2 * Limit.IDEMPOTENCY_KEY_LENGTH.max() + 2) {
            Matcher quoted = QUOTED.matcher(header);
            if (quoted.matches()) {
                key = quoted.group(1).replaceAll("\\\\(.)", "$1");
            } else if (BARE.matcher(header).matches()) {
                key = header;
            }
        }
        if (key.isEmpty() || key.length() > Limit.IDEMPOTENCY_KEY_LENGTH.max()) {
            throw Problem.of(
                    ProblemCode.INVALID_IDEMPOTENCY_KEY,
                    "Send 1 to " + Limit.IDEMPOTENCY_KEY_LENGTH.max()
                            + " printable ASCII characters, a new UUID for example.");
        }
        return key;
    }

    private static String digest(@Nullable String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part == null ? new byte[0] : part.getBytes(StandardCharsets.UTF_8);
                // The length before each part, so that nothing can move from one into the next.
                digest.update(ByteBuffer.allocate(Integer.BYTES)
                        .putInt(part == null ? -1 : bytes.length)
                        .flip());
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
