package cloud.vibe.data.query;

import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.IdPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to find.
 *
 * @param whose {@code me} or a DID; nothing means everybody's, as far as the caller may see them
 * @param sort nothing means the newest first
 * @param fields the paths of the data to be sent; nothing means all of it
 * @param aggregate what to compute instead of sending documents, if anything
 * @param fingerprint of what a cursor continues: type, owner, selector and sort
 */
record Query(
        DocumentType type,
        @Nullable String whose,
        Selector selector,
        List<SortTerm> sort,
        @Nullable List<Place.InData> fields,
        int limit,
        @Nullable Cursor after,
        boolean counts,
        @Nullable Aggregation aggregate,
        boolean explains,
        long fingerprint) {
    static final int DEFAULT_LIMIT = IdPage.DEFAULT_LIMIT;
    private static final SortTerm NEWEST_FIRST = new SortTerm(new Place.Beside(Metadata.ID), true);

    Query {
        sort = sort.isEmpty() ? List.of(NEWEST_FIRST) : List.copyOf(sort);
    }

    Query from(Cursor cursor) {
        return new Query(type, whose, selector, sort, fields, limit, cursor, counts, aggregate, explains, fingerprint);
    }

    /** What comes before the id, which ends every order. */
    List<SortTerm> sortBeforeId() {
        return sort.stream().takeWhile(term -> !isId(term)).toList();
    }

    /** The id goes the way of its own term or, where it only decides between equals, of the last one. */
    boolean isIdDescending() {
        return sort.stream()
                .filter(Query::isId)
                .findFirst()
                .orElse(sort.getLast())
                .isDescending();
    }

    private static boolean isId(SortTerm term) {
        return term.place().equals(NEWEST_FIRST.place());
    }
}
