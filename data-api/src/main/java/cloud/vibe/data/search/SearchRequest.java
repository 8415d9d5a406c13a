package cloud.vibe.data.search;

import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is searched for, and which part of the answer is wanted.
 *
 * @param types none means of every type
 * @param whose a DID or {@code me}; nothing means of everybody
 */
record SearchRequest(
        String text,
        List<DocumentType> types,
        @Nullable String whose,
        int limit,
        @Nullable String after) {
    private static final int DEFAULT_LIMIT = 20;
    private static final int SHORTEST_BEGINNING = 3;

    SearchRequest {
        types = List.copyOf(types);
    }

    static SearchRequest of(
            @Nullable String text,
            List<String> types,
            @Nullable String whose,
            @Nullable String limit,
            @Nullable String after) {
        if (text == null || text.isBlank()) {
            throw Problem.invalidRequest("Say what to look for: ?q=milk.");
        }
        if (text.length() > Limit.SEARCH_LENGTH.max()) {
            throw Problem.beyond(Limit.SEARCH_LENGTH);
        }
        if (text.indexOf('\0') >= 0) {
            throw Problem.invalidRequest("The parameter q holds U+0000, which no document can hold.");
        }
        if (types.size() > Limit.SEARCH_TYPES.max()) {
            throw Problem.beyond(Limit.SEARCH_TYPES);
        }
        return new SearchRequest(text, types.stream().map(SearchRequest::type).toList(), whose, limit(limit), after);
    }

    List<String> typeNames() {
        return types.stream().map(DocumentType::value).sorted().toList();
    }

    /** Whether the last word may be the beginning of one: it stands at the very end, outside of quotes, and is looked for. */
    boolean isLastWordOpen() {
        long quotes = text.chars().filter(character -> character == '"').count();
        int start = text.length();
        while (start > 0 && Character.isLetterOrDigit(text.charAt(start - 1))) {
            start--;
        }
        boolean isNegated = start > 0 && text.charAt(start - 1) == '-';
        return text.length() - start >= SHORTEST_BEGINNING && !isNegated && quotes % 2 == 0;
    }

    /** The same for the same search, whichever part of it is asked for. */
    long fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((text + '\0' + typeNames() + '\0' + whose).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static DocumentType type(String type) {
        try {
            return new DocumentType(type);
        } catch (IllegalArgumentException e) {
            throw Problem.invalidRequest("The parameter type is not a type such as notes or com.example.note.");
        }
    }

    private static int limit(@Nullable String limit) {
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int number = Integer.parseInt(limit);
            if (number > Limit.PAGE_SIZE.max()) {
                throw Problem.beyond(Limit.PAGE_SIZE);
            }
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below.
        }
        throw Problem.invalidRequest("The parameter limit is a number from 1 to " + Limit.PAGE_SIZE.max() + ".");
    }
}
