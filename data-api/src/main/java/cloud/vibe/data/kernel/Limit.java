package cloud.vibe.data.kernel;

import java.util.Locale;

/**
 * What a client could make too large, how large it may be, and what is answered beyond that. The API's description states each of them from
 * here; schemas of the contract name them as {@code x-limit}.
 */
public enum Limit {
    DOCUMENT_BYTES(1024 * 1024, ProblemCode.TOO_LARGE, "bytes in the data of a document, as it is read again"),
    DOCUMENT_DEPTH(100, ProblemCode.TOO_DEEP, "levels of nesting in the data of a document"),
    NUMBER_DIGITS(400, ProblemCode.NUMBER_TOO_LONG, "digits in a number"),
    KEY_LENGTH(255, ProblemCode.INVALID_KEY, "characters in a key"),
    PATCH_OPERATIONS(1_000, ProblemCode.TOO_MANY_OPERATIONS, "operations in a patch"),
    BULK_OPERATIONS(1_000, ProblemCode.TOO_MANY_OPERATIONS, "operations in a bulk request"),
    BULK_BYTES(8 * 1024 * 1024, ProblemCode.TOO_LARGE, "bytes in a bulk request"),
    IDEMPOTENCY_KEY_LENGTH(255, ProblemCode.INVALID_IDEMPOTENCY_KEY, "characters in an Idempotency-Key"),
    PAGE_SIZE(200, ProblemCode.PAGE_TOO_LARGE, "items in a page"),
    QUERY_BYTES(64 * 1024, ProblemCode.TOO_LARGE, "bytes in a query"),
    SELECTOR_DEPTH(20, ProblemCode.QUERY_TOO_LARGE, "levels of nesting in a selector"),
    SELECTOR_TESTS(100, ProblemCode.QUERY_TOO_LARGE, "tests in a selector"),
    SELECTOR_VALUES(1_000, ProblemCode.QUERY_TOO_LARGE, "values in a list of a selector"),
    PATH_NAMES(20, ProblemCode.QUERY_TOO_LARGE, "names in a path"),
    PATTERN_CHARACTERS(500, ProblemCode.QUERY_TOO_LARGE, "characters in a regular expression"),
    PATTERN_PLACES(
            1_000, ProblemCode.QUERY_TOO_LARGE, "places in a regular expression, with its repetitions written out"),
    PATTERN_ASSERTIONS(8, ProblemCode.QUERY_TOO_LARGE, "times ^, $, \\b or \\B in a regular expression"),
    SORT_TERMS(4, ProblemCode.QUERY_TOO_LARGE, "terms in a sort"),
    QUERY_FIELDS(50, ProblemCode.QUERY_TOO_LARGE, "fields in a query"),
    GROUP_BY(5, ProblemCode.QUERY_TOO_LARGE, "values that make a group"),
    METRICS(10, ProblemCode.QUERY_TOO_LARGE, "metrics in an aggregate"),
    GROUPS(1_000, ProblemCode.QUERY_TOO_COSTLY, "groups in an answer"),
    SCHEMA_BYTES(64 * 1024, ProblemCode.TOO_LARGE, "bytes in a schema"),
    SCHEMA_DEPTH(50, ProblemCode.TOO_DEEP, "levels of nesting in a schema"),
    SCHEMA_VERSIONS(1_000, ProblemCode.TOO_MANY_SCHEMAS, "schemas of an app, each version of each counted"),
    HISTORY(100, ProblemCode.TOO_MANY_VERSIONS, "versions of a document that are kept"),
    APP_INDEXES(8, ProblemCode.TOO_MANY_INDEXES, "indexes of an app on a type"),
    TYPE_INDEXES(16, ProblemCode.TOO_MANY_INDEXES, "indexes of all apps on a type"),
    SEARCH_LENGTH(500, ProblemCode.QUERY_TOO_LARGE, "characters in a search"),
    SEARCH_TYPES(20, ProblemCode.QUERY_TOO_LARGE, "types in a search"),
    REQUEST_BYTES(64 * 1024, ProblemCode.TOO_LARGE, "bytes in a request of this kind"),
    REQUEST_DEPTH(50, ProblemCode.TOO_DEEP, "levels of nesting in a request of this kind"),
    ACL_ENTRIES(100, ProblemCode.TOO_MANY_ACL_ENTRIES, "entries in an ACL"),
    INHERITED_RIGHTS(
            50_000, ProblemCode.SHARED_TOO_WIDELY, "rights that one change of an ACL or a tree may give to others"),
    EDGE_BYTES(16 * 1024, ProblemCode.TOO_LARGE, "bytes in the data of an edge"),
    EDGES(10_000, ProblemCode.TOO_MANY_EDGES, "edges from one document"),
    CHILDREN(1_000, ProblemCode.TOO_MANY_CHILDREN, "documents that one contains directly"),
    TREE_DEPTH(32, ProblemCode.TREE_TOO_DEEP, "documents on the longest way down a tree"),
    TREE_DOCUMENTS(10_000, ProblemCode.TREE_TOO_LARGE, "documents that hang together by edges that contain"),
    TREE_LOCKS(200, ProblemCode.TOO_MANY_OPERATIONS, "trees that one request changes"),
    ANCESTORS(100, ProblemCode.TREE_TOO_LARGE, "documents that contain one, directly or not"),
    GRAPH_DEPTH(5, ProblemCode.GRAPH_TOO_LARGE, "steps from the document where a graph begins"),
    GRAPH_EDGES(1_000, ProblemCode.GRAPH_TOO_LARGE, "edges in a graph"),
    OWNED_GROUPS(1_000, ProblemCode.TOO_MANY_GROUPS, "groups of one owner"),
    GROUP_MEMBERS(1_000, ProblemCode.TOO_MANY_MEMBERS, "members in a group"),
    GROUPS_WITH_MEMBER(100, ProblemCode.TOO_MANY_MEMBERSHIPS, "groups of one owner with the same member"),
    MEMBERSHIPS(1_000, ProblemCode.TOO_MANY_MEMBERSHIPS, "groups, of all owners, that somebody is in"),
    CERTIFICATES(1_000, ProblemCode.TOO_MANY_CERTIFICATES, "certificates of one issuer, until 90 days after their end"),
    CERTIFICATE_DAYS(365, ProblemCode.CERTIFICATE_TOO_LONG, "days from the issue of a certificate to its end"),
    CERTIFICATES_HELD(1_000, ProblemCode.TOO_MANY_CERTIFICATES, "valid certificates that one holder has registered"),
    LINKED_KEYS(20, ProblemCode.TOO_MANY_KEYS, "linked keys of one person"),
    ENTITY_TAGS(32, ProblemCode.TOO_MANY_REVS, "revs in If-Match or If-None-Match");

    private final int max;
    private final ProblemCode code;
    private final String what;

    Limit(int max, ProblemCode code, String what) {
        this.max = max;
        this.code = code;
        this.what = what;
    }

    public int max() {
        return max;
    }

    public ProblemCode code() {
        return code;
    }

    public String what() {
        return what;
    }

    /** As it stands in {@code x-limit} and {@code x-limits}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
