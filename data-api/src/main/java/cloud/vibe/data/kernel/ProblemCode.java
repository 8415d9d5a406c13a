package cloud.vibe.data.kernel;

import java.util.Locale;

/** The public catalogue of what can go wrong. A code, once published, keeps its meaning. */
public enum ProblemCode {
    INVALID_REQUEST(400, "The request is not valid"),
    INVALID_JSON(400, "The body is not valid JSON"),
    INVALID_DOCUMENT(400, "The document is not valid"),
    TOO_DEEP(400, "The JSON is nested too deeply"),
    NUMBER_TOO_LONG(400, "A number has too many digits"),
    PAGE_TOO_LARGE(400, "A page does not hold so many"),
    TOO_MANY_REVS(400, "The header names too many revs"),
    QUERY_TOO_LARGE(400, "The query asks for too much at once"),
    INVALID_SELECTOR(400, "The selector is not valid"),
    TOO_MANY_VERSIONS(400, "So many old versions are not kept"),
    INVALID_SCHEMA(400, "The schema is not one that can be used"),
    INVALID_SEARCH(400, "The search names nothing to look for"),
    INVALID_KEY(400, "The key is not one that a document can have"),
    INVALID_PATCH(400, "The patch is not valid"),
    INVALID_IDEMPOTENCY_KEY(400, "The Idempotency-Key is not valid"),
    TOO_MANY_OPERATIONS(400, "There are too many operations"),
    INVALID_CURSOR(400, "The cursor is not one of ours"),
    TOO_MANY_ACL_ENTRIES(400, "An ACL does not hold so many entries"),
    CERTIFICATE_TOO_LONG(400, "A certificate does not last so long"),
    GRAPH_TOO_LARGE(400, "A graph does not reach so far"),
    TOKEN_MISSING(401, "This needs an access token"),
    TOKEN_INVALID(401, "The access token is not valid"),
    DPOP_PROOF_INVALID(401, "The proof of possession is not valid"),
    DPOP_NONCE_REQUIRED(401, "The proof of possession needs a newer nonce"),
    GRANT_REVOKED(401, "The grant has been taken back"),
    SIGNED_OUT(401, "The sign-in has ended"),
    PERMISSION_MISSING(403, "The app does not have this permission"),
    ORIGIN_NOT_ALLOWED(403, "The token was not issued to this origin"),
    NOT_FOUND(404, "There is nothing here that you may see"),
    METHOD_NOT_ALLOWED(405, "The resource does not take this method"),
    NOT_ACCEPTABLE(406, "The resource has no such representation"),
    KEY_TAKEN(409, "Another document has this key"),
    PATCH_TEST_FAILED(409, "A test of the patch did not hold"),
    PATCH_CONFLICT(409, "The patch does not fit the document"),
    IDEMPOTENCY_IN_PROGRESS(409, "The same request is being worked on"),
    NOT_KEPT(410, "Its data is no longer kept"),
    PERMISSION_REQUIRED(409, "The app cannot do without this permission"),
    EDGE_EXISTS(409, "There is such an edge already"),
    EDGE_CYCLE(409, "A document cannot contain itself"),
    KEY_LINKED(409, "The key is linked to somebody else"),
    REV_STALE(412, "The document has changed since that rev"),
    ACL_STALE(412, "The ACL has changed since that ETag"),
    TOO_LARGE(413, "The body is too large"),
    MEDIA_TYPE_UNSUPPORTED(415, "The resource does not take this media type"),
    TOO_MANY_EDGES(422, "A document does not have so many edges"),
    TOO_MANY_CHILDREN(422, "A document does not contain so many"),
    TREE_TOO_DEEP(422, "The tree would be too deep"),
    TREE_TOO_LARGE(422, "The tree is too large to be changed there"),
    SHARED_TOO_WIDELY(422, "The change would give too many rights at once"),
    TOO_MANY_GROUPS(422, "An owner does not have so many groups"),
    TOO_MANY_MEMBERS(422, "A group does not have so many members"),
    TOO_MANY_MEMBERSHIPS(422, "Nobody is in so many groups"),
    TOO_MANY_CERTIFICATES(422, "There are not so many certificates"),
    CERTIFICATE_INVALID(422, "The certificate does not count"),
    QUERY_TOO_COSTLY(422, "The query would take too long"),
    SCHEMA_VIOLATION(422, "The data is not what its schema says"),
    TOO_MANY_INDEXES(422, "The type has as many indexes as it may have"),
    TOO_MANY_SCHEMAS(422, "The app has as many schemas as it may have"),
    KEY_PROOF_INVALID(422, "The proof does not show that the key is yours"),
    TOO_MANY_KEYS(422, "A person does not link so many keys"),
    IDEMPOTENCY_KEY_REUSED(422, "The Idempotency-Key was used for another request"),
    REV_REQUIRED(428, "Send If-Match with the rev that you have read"),
    TOO_MANY_CONNECTIONS(429, "There are as many connections as there may be"),
    INTERNAL(500, "Something went wrong on our side"),
    UNAVAILABLE(503, "A part of the service is not answering");

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The {@code type} of a problem: names the code, and is no address. */
    public String uri() {
        return "https://vibe.cloud/problems/" + wire();
    }

    /** What OAuth 2.0 calls it (RFC 6749 section 5.2, RFC 6750 section 3.1, RFC 9449 section 12.2). */
    public String oauthError() {
        return switch (this) {
            case DPOP_PROOF_INVALID -> "invalid_dpop_proof";
            case DPOP_NONCE_REQUIRED -> "use_dpop_nonce";
            case PERMISSION_MISSING -> "insufficient_scope";
            case UNAVAILABLE -> "temporarily_unavailable";
            case INTERNAL -> "server_error";
            default -> status == 401 ? "invalid_token" : "invalid_request";
        };
    }

    /** As it stands in {@code code} and at the end of {@code type}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
