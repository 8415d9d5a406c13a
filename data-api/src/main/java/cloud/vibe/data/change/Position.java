package cloud.vibe.data.change;

/** A place in the outbox: after it come the rows of younger transactions, and within one transaction those with a higher number. */
record Position(long xid, long seq) implements Comparable<Position> {
    /** The last place before the horizon: every transaction below it has ended. */
    static Position before(long horizon) {
        return new Position(horizon - 1, Long.MAX_VALUE);
    }

    @Override
    public int compareTo(Position other) {
        int byTransaction = Long.compareUnsigned(xid, other.xid);
        return byTransaction != 0 ? byTransaction : Long.compare(seq, other.seq);
    }
}
