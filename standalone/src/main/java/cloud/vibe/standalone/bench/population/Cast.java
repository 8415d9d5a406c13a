package cloud.vibe.standalone.bench.population;

import java.util.UUID;

/**
 * Who is in every population, beside the many owners.
 *
 * @param owner has one document in twenty, and is in a few groups
 * @param reader is in a thousand groups
 * @param stranger has twenty documents, and thirty are shared with them
 */
public record Cast(UUID owner, UUID reader, UUID stranger) {}
