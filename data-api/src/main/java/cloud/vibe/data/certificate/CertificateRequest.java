package cloud.vibe.data.certificate;

import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Grantee;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an issuer asks for: either one document or a type, never both. To the second, as the signed text says it. */
record CertificateRequest(
        Grantee holder,
        @Nullable DocumentId document,
        @Nullable DocumentType type,
        Set<String> actions,
        Instant notBefore,
        Instant expiresAt) {
    static final Set<String> MEMBERS = Set.of("holder", "document", "type", "actions", "notBefore", "expiresAt");

    static CertificateRequest parse(JsonNode json, DidDomain domain, Instant now) {
        Grantee holder = parsed(
                json,
                "holder",
                text -> Grantee.owner(text, domain),
                "The member holder is a person by DID or id, or an app by its DID.");
        boolean isOfDocument = json.has("document");
        if (isOfDocument == json.has("type")) {
            throw Problem.invalidRequest("Name either a document or a type.");
        }
        Instant notBefore = json.has("notBefore") ? time(json, "notBefore") : now.truncatedTo(ChronoUnit.SECONDS);
        Instant expiresAt = time(json, "expiresAt");
        if (!expiresAt.isAfter(notBefore) || !expiresAt.isAfter(now)) {
            throw Problem.invalidRequest("The member expiresAt is later than now and than notBefore.");
        }
        if (expiresAt.isAfter(now.plus(Duration.ofDays(Limit.CERTIFICATE_DAYS.max())))) {
            throw Problem.beyond(Limit.CERTIFICATE_DAYS);
        }
        return new CertificateRequest(
                holder,
                isOfDocument ? parsed(json, "document", DocumentId::parse, "The member document is an id.") : null,
                isOfDocument ? null : parsed(json, "type", DocumentType::new, "The member type is a type."),
                actions(json.path("actions")),
                notBefore,
                expiresAt);
    }

    private static Set<String> actions(JsonNode json) {
        Set<String> actions = new TreeSet<>();
        json.forEach(action -> actions.add(action.asText()));
        if (!json.isArray() || actions.isEmpty() || !Set.of("read", "write").containsAll(actions)) {
            throw Problem.invalidRequest("The member actions is an array of \"read\" and \"write\".");
        }
        return actions;
    }

    private static Instant time(JsonNode json, String member) {
        try {
            Instant time =
                    OffsetDateTime.parse(json.path(member).asText()).toInstant().truncatedTo(ChronoUnit.SECONDS);
            if (time.isAfter(Instant.EPOCH) && time.isBefore(Instant.parse("9999-01-01T00:00:00Z"))) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // Answered below.
        }
        throw Problem.invalidRequest("The member " + member + " is a time such as 2026-01-01T00:00:00Z.");
    }

    private static <T> T parsed(JsonNode json, String member, Function<String, T> parser, String sentence) {
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
