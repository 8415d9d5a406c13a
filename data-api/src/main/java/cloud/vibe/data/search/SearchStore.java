package cloud.vibe.data.search;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.database.Row;
import cloud.vibe.data.kernel.Document;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Search in PostgreSQL. The function finds and weighs, by an index that row-level security would keep a caller from; each hit is then read
 * from documents under the caller's own policy, which decides. What is found is one round trip; what is not is looked for once more, by
 * words that look alike.
 */
final class SearchStore {
    private static final int PAGE_BYTES = 4 * 1024 * 1024;
    /** Nobody reads on: who finds so much should ask for less. */
    static final int MAX_HITS = 1_000;

    private static final CallerStatement SEARCH = CallerStatement.of("""
            SELECT sized.*, vibe.search_marks(sized.data::jsonb, sized.language::regconfig, sized.query)::text AS marks
            FROM (
                SELECT page.*, count(*) OVER () AS found,
                    sum(octet_length(data)) OVER (ORDER BY rank DESC, document DESC) AS running
                FROM (
                    SELECT s.document, s.rank, s.language, s.query, s.refusal, d.*
                    FROM vibe.search(?, ?, ?, ?, NULLIF(?::text[], '{}'), ?::uuid, ?::real, ?::uuid, ?::integer) AS s
                        LEFT JOIN (SELECT %s FROM vibe.documents WHERE deleted_at IS NULL) AS d ON d.id = s.document
                ) AS page
            ) AS sized
            WHERE COALESCE(running, 0) - COALESCE(octet_length(data), 0) < %d
            ORDER BY sized.rank DESC, sized.document DESC
            """.formatted(Row.DOCUMENT_COLUMNS, PAGE_BYTES));
    private static final CallerStatement ALIKE = CallerStatement.of("SELECT word, other FROM vibe.words_alike(?)");

    private final CallerDatabase database;

    SearchStore(CallerDatabase database) {
        this.database = database;
    }

    private record Found(@Nullable Hit hit, @Nullable String refusal, long found) {}

    /** @param owner whose documents; nothing for everybody's that the caller may read */
    SearchPage search(Caller caller, SearchRequest request, @Nullable UUID owner) {
        SearchCursor after =
                request.after() == null ? null : SearchCursor.decode(request.after(), request.fingerprint());
        caller.me();
        Spelling asTyped = Spelling.of(List.of());
        if (after != null) {
            return page(caller, request, owner, after, after.corrected() ? alike(caller, request) : asTyped);
        }
        SearchPage page = page(caller, request, owner, null, asTyped);
        if (!page.hits().isEmpty()) {
            return page;
        }
        database.requireGoodStanding(caller);
        Spelling spelling = alike(caller, request);
        return spelling.isEmpty() ? page : page(caller, request, owner, null, spelling);
    }

    private SearchPage page(
            Caller caller,
            SearchRequest request,
            @Nullable UUID owner,
            @Nullable SearchCursor after,
            Spelling spelling) {
        int delivered = after == null ? 0 : after.delivered();
        int limit = Math.min(request.limit(), MAX_HITS - delivered);
        if (limit <= 0) {
            return new SearchPage(List.of(), null, spelling);
        }
        List<Found> found = database.read(
                caller,
                SEARCH,
                binds -> binds.text(request.text())
                        .flag(request.isLastWordOpen())
                        .texts(spelling.wrong())
                        .texts(spelling.meant())
                        .texts(request.typeNames())
                        .uuid(owner)
                        .text(after == null ? null : Float.toString(after.rank()))
                        .uuid(after == null ? null : after.document().value())
                        .number(limit + 1L),
                SearchStore::found);
        List<Hit> hits = found.stream().limit(limit).map(SearchStore::hit).toList();
        boolean hasMore = !found.isEmpty() && found.getFirst().found() > hits.size();
        int shown = delivered + hits.size();
        String next = !hasMore || shown >= MAX_HITS
                ? null
                : new SearchCursor(hits.getLast().rank(), hits.getLast().id(), shown, !spelling.isEmpty())
                        .encode(request.fingerprint());
        return new SearchPage(hits, next, spelling);
    }

    private Spelling alike(Caller caller, SearchRequest request) {
        return Spelling.of(database.read(
                caller,
                ALIKE,
                binds -> binds.text(request.text()),
                row -> new Spelling.Pair(row.text("word"), row.text("other"))));
    }

    private static Hit hit(Found found) {
        Hit hit = found.hit();
        if (hit != null) {
            return hit;
        }
        if ("too_many_owners".equals(found.refusal())) {
            throw Problem.invalidRequest(
                    "More people let this app read than one search can go through: name an owner.");
        }
        throw Problem.of(
                ProblemCode.INVALID_SEARCH,
                "Name at least one word that must be there, and not only words that must not.");
    }

    private static Found found(Row row) throws SQLException {
        String refusal = row.optionalText("refusal");
        if (refusal != null) {
            return new Found(null, refusal, 0);
        }
        Document document = row.optionalText("id") == null ? null : row.document();
        String marks = row.optionalText("marks");
        return new Found(
                new Hit(
                        new DocumentId(row.uuid("document")),
                        Float.parseFloat(row.text("rank")),
                        document,
                        marks == null ? "[]" : marks),
                null,
                row.number("found"));
    }
}
