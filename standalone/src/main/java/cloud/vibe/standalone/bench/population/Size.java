package cloud.vibe.standalone.bench.population;

/** How many documents a population has, and how the rows of a report say it. */
public enum Size {
    TEN_THOUSAND(10_000, "10k"),
    HUNDRED_THOUSAND(100_000, "100k"),
    MILLION(1_000_000, "1m"),
    TEN_MILLION(10_000_000, "10m");

    private final int documents;
    private final String shortly;

    Size(int documents, String shortly) {
        this.documents = documents;
        this.shortly = shortly;
    }

    public int documents() {
        return documents;
    }

    /** A database of its own for this size. */
    public String database() {
        return "vibe_" + shortly;
    }

    @Override
    public String toString() {
        return shortly;
    }
}
