package cloud.vibe.data.query;

import java.util.List;
import java.util.Map;

/**
 * What to compute instead of listing documents.
 *
 * @param groups the values by which documents belong together, under the names that the client gave them; none means one group
 * @param metrics what is computed of each group, under the names that the client gave
 */
record Aggregation(List<Group> groups, Map<String, Metric> metrics) {
    /** A value that documents of a group share. */
    record Group(String name, Place place) {}
}
