package cloud.vibe.standalone.bench.documents;

import cloud.vibe.standalone.bench.http.Request;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The requests, as an app sends them. */
final class Operations {
    private static final int BULK = 100;
    private static final String NOTE = """
            {"type":"notes","data":{"title":"What the bench has written","body":"%s","status":"open","priority":3,\
            "due":"2026-05-17","place":{"city":"Basel"},"tags":["one","two"]}}""".formatted("a few words of text ".repeat(8));

    private Operations() {}

    static Operation get(List<UUID> ids, String token) {
        return new Operation("get", new Subject.OneOf(ids), id -> Request.get("/v1/documents/" + id, token));
    }

    static Operation create(String token) {
        return new Operation("create", new Subject.New(1), id -> Request.post("/v1/documents", token, NOTE));
    }

    static Operation list(String name, String token) {
        return new Operation(
                name, new Subject.Nothing(), id -> Request.get("/v1/documents?type=notes&limit=50", token));
    }

    /** What one owns, by a declared index, in its order. */
    static Operation query(String token) {
        return new Operation("query", new Subject.Nothing(), id -> Request.post("/v1/documents/query", token, """
                {"type":"notes","owner":"me","selector":{"due":{"$gte":"2026-05-01","$lt":"2026-08-01"}},"sort":["due"],"limit":50}"""));
    }

    /** Three terms, a sort, one's own and what comes by ACL, group and edge. */
    static Operation complexQuery(String token) {
        return new Operation(
                "complex_query", new Subject.Nothing(), id -> Request.post("/v1/documents/query", token, """
                {"type":"notes","selector":{"status":"open","priority":{"$gte":5},"due":{"$gte":"2026-06-01"}},\
                "sort":["due"],"limit":50}"""));
    }

    static Operation patch(List<UUID> ids, String token) {
        return new Operation(
                "patch",
                new Subject.OneOf(ids),
                id -> Request.of(
                        "PATCH",
                        "/v1/documents/" + id,
                        token,
                        "application/merge-patch+json",
                        "{\"status\":\"done\",\"tags\":[\"three\"]}"));
    }

    /** All or nothing. */
    static Operation bulk(String token) {
        String create = "{\"op\":\"create\"," + NOTE.substring(1);
        String body =
                Stream.generate(() -> create).limit(BULK).collect(Collectors.joining(",", "{\"operations\":[", "]}"));
        return new Operation("bulk", new Subject.New(BULK), id -> Request.post("/v1/documents/bulk", token, body));
    }

    /** A word that is not rare, two of which one is, and the beginning of one; the population makes its words by number. */
    static List<Request> searches(String token) {
        return Stream.of("hobeba", "hobeba+kituba", "kitu", "gareba+-hobeba")
                .map(text -> Request.get("/v1/search?q=" + text, token))
                .toList();
    }
}
