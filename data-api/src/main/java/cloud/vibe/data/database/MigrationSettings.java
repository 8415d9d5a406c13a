package cloud.vibe.data.database;

import java.util.Map;

/** What the migration must know: nothing of identity, nothing of files. */
public record MigrationSettings(
        String url,
        String adminUser,
        String adminPassword,
        String apiPassword,
        String streamPassword,
        String eventsPassword) {

    /**
     * Reads the environment.
     *
     * @throws MigrationFailure naming the first key that is missing
     */
    public static MigrationSettings from(Map<String, String> environment) throws MigrationFailure {
        return new MigrationSettings(
                required(environment, "VIBE_DATABASE_URL"),
                required(environment, "VIBE_DATABASE_ADMIN_USER"),
                required(environment, "VIBE_DATABASE_ADMIN_PASSWORD"),
                required(environment, "VIBE_DATABASE_API_PASSWORD"),
                required(environment, "VIBE_DATABASE_STREAM_PASSWORD"),
                required(environment, "VIBE_DATABASE_EVENTS_PASSWORD"));
    }

    private static String required(Map<String, String> environment, String key) throws MigrationFailure {
        String value = environment.get(key);
        if (value == null || value.isEmpty()) {
            throw new MigrationFailure("Set the environment variable " + key + ".");
        }
        return value;
    }
}
