package cloud.vibe.data.database;

/** Why a migration did not happen, as one sentence for the person who runs it. */
public final class MigrationFailure extends Exception {
    private static final long serialVersionUID = 1L;

    MigrationFailure(String message) {
        super(message);
    }

    MigrationFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
