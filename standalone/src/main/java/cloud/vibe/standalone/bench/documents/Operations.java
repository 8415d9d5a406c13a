package cloud.vibe.standalone.bench.documents;

import cloud.vibe.standalone.bench.http.Request;
import java.util.List;
import java.util.UUID;

/** The requests, as an app sends them. */
final class Operations {
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
}
