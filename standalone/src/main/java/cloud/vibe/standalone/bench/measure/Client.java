package cloud.vibe.standalone.bench.measure;

/** One of those who ask at the same time; used by one thread at a time. Asks once and waits for the answer. */
@FunctionalInterface
public interface Client {
    void ask() throws Exception;
}
