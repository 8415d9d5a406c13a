package cloud.vibe.data.query;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the caller's own documents are found: by a declared index, or as the list of them all by type.
 *
 * @param index drives the query; nothing means the list
 * @param bounds the conditions that the index serves
 * @param servesSort whether the documents come in the order that is wanted
 * @param advice the path whose index would help most, if one would
 */
record Plan(@Nullable DeclaredIndex index, List<Condition> bounds, boolean servesSort, Place.@Nullable InData advice) {

    static Plan of(Query query, List<DeclaredIndex> indexes) {
        List<SortTerm> sort = query.aggregate() == null ? query.sortBeforeId() : List.of();
        Place sorted = sort.isEmpty() ? Place.WHOLE : sort.getFirst().place();
        DeclaredIndex best = null;
        int bestWorth = 0;
        for (DeclaredIndex index : indexes) {
            int worth = worth(query.selector(), index.path(), sorted);
            if (worth > bestWorth) {
                best = index;
                bestWorth = worth;
            }
        }
        if (best != null) {
            Place.InData path = best.path();
            return new Plan(best, bounds(query.selector(), path), path.equals(sorted), null);
        }
        return new Plan(null, List.of(), sort.isEmpty(), advice(query, sort).orElse(null));
    }

    /** Whether the database might have to look at every document of the type. */
    boolean mayLookAtAll(Query query) {
        boolean isWhole = query.aggregate() != null || query.counts() || !servesSort;
        boolean isFiltered = !query.selector().equals(Selector.everything());
        return bounds.isEmpty() && (isWhole || isFiltered);
    }

    private static Optional<Place.InData> advice(Query query, List<SortTerm> sort) {
        Place.InData best = null;
        int bestWorth = 0;
        for (Selector.Test test : (Iterable<Selector.Test>) query.selector().required()::iterator) {
            if (test.place() instanceof Place.InData place && worth(test.condition()) > bestWorth) {
                best = place;
                bestWorth = worth(test.condition());
            }
        }
        if (best == null && !sort.isEmpty() && sort.getFirst().place() instanceof Place.InData place) {
            best = place;
        }
        return Optional.ofNullable(best);
    }

    // An equality leaves the least to look at; then comes the right order, for which a page needs no more than itself.
    private static int worth(Selector selector, Place.InData path, Place sorted) {
        int byCondition = bounds(selector, path).stream().mapToInt(Plan::worth).sum();
        return byCondition * 2 + (path.equals(sorted) ? 9 : 0);
    }

    private static int worth(Condition condition) {
        return switch (condition) {
            case Condition.Equal equal -> JsonType.of(equal.value()).isScalar() ? 20 : 2;
            case Condition.OneOf oneOf -> 15;
            case Condition.BeginsWith beginsWith -> 10;
            case Condition.Ordered ordered -> 4;
            case Condition.OfType ofType -> 1;
            case Condition.Present present -> present.isPresent() ? 1 : 3;
            case Condition.HoldsAll all -> 1;
            case Condition.SomeElement some -> 1;
            case Condition.EveryElement every -> 1;
            case Condition.OfSize size -> 1;
            case Condition.Remainder remainder -> 1;
            case Condition.Fits fits -> 1;
            case Condition.Not not -> 0;
        };
    }

    private static List<Condition> bounds(Selector selector, Place.InData path) {
        return selector.required()
                .filter(test -> test.place().equals(path) && worth(test.condition()) > 0)
                .map(Selector.Test::condition)
                .toList();
    }
}
