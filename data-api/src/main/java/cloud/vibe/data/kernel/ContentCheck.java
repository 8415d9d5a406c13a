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
     * @throws Problem that lists what is wrong with it
     */
    void require(ClientId app, DocumentType type, String data);
}
