package cloud.vibe.data.kernel;

/**
 * What an app wants of the data of its documents, asked at every write. It remembers for a moment what each app wants, so that an app that
 * wants nothing pays nothing.
 */
public interface ContentCheck {
    /** Whether the app wants anything of any type at all. */
    boolean isAskedBy(ClientId app);

    /**
     * Looks at data that is a JSON object and within the limits of a document.
     *
     * @param effort of the whole request, of which it takes its part
     * @throws Problem that lists what is wrong with it
     */
    void require(ClientId app, DocumentType type, String data, Effort effort);

    /** What the checks of one request may take together, so that a thousand hard ones in a bulk request are not a thousand times as hard. */
    final class Effort {
        private static final long MAX_STEPS = 5_000_000;

        private long steps;

        /** Adds what has been done. */
        public void take(long more) {
            steps += more;
        }

        /** Whether more was done than may be. */
        public boolean isSpent() {
            return steps > MAX_STEPS;
        }
    }
}
