package cloud.vibe.standalone.kernel;

/** The cloud cannot go on. The message is one sentence for the person at the terminal and says what to do. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Refusal(String sentence) {
        super(sentence);
    }

    public Refusal(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
