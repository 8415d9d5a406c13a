package cloud.vibe.keycloak.permission;

/** The two things that an app can be allowed to do with a document. */
public enum Access {
    READ("read"),
    WRITE("write");

    private final String word;

    Access(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    static Access of(String word) {
        for (Access access : values()) {
            if (access.word.equals(word)) {
                return access;
            }
        }
        throw new IllegalArgumentException("neither read nor write: " + word);
    }
}
