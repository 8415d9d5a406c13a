package cloud.vibe.data.query;

/**
 * One thing to sort by. The order is that of {@code vibe.sort_key}: what is missing, null, false, true, numbers by their double, strings by
 * the code points of their first 200 characters, then arrays, then objects. What is equal in that goes by id, so that the order is total.
 */
record SortTerm(Place place, boolean isDescending) {}
