package cloud.vibe.keycloak.grant;

/** Whether a grant holds. */
public enum GrantStatus {
    ACTIVE("active"),
    REVOKED("revoked"),
    EXPIRED("expired");

    private final String word;

    GrantStatus(String word) {
        this.word = word;
    }

    /** As it stands in the table, in events and in answers. */
    public String word() {
        return word;
    }

    /**
     * Reads such a word.
     *
     * @throws IllegalArgumentException if it is no status
     */
    public static GrantStatus of(String word) {
        for (GrantStatus status : values()) {
            if (status.word.equals(word)) {
                return status;
            }
        }
        throw new IllegalArgumentException("not a status of a grant: " + word);
    }
}
