package cloud.vibe.data.query;

/** What is computed over a group. */
sealed interface Metric {
    /** How many documents. */
    record CountAll() implements Metric {}

    /** How many documents have the value. */
    record Count(Place place) implements Metric {}

    /** Of the numbers among the values; 0 if there is none. */
    record Sum(Place place) implements Metric {}

    /** Of the numbers among the values; null if there is none. */
    record Average(Place place) implements Metric {}

    /** The least number or, where there is none, the least string; null if there is neither. */
    record Least(Place place) implements Metric {}

    /** The greatest string or, where there is none, the greatest number; null if there is neither. */
    record Greatest(Place place) implements Metric {}
}
