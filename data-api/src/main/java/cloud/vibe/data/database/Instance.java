package cloud.vibe.data.database;

import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Problem;

/** Whose database this is: a cloud keeps the domain of its DIDs from its first start on, for they stand in other people's data. */
public final class Instance {
    private static final String CLAIM = "SELECT vibe.claim_did_domain(:wanted)";

    private final RoleDatabase stream;

    public Instance(RoleDatabase stream) {
        this.stream = stream;
    }

    /**
     * Takes the domain if the database has none yet. Idempotent; of several nodes at once, one wins.
     *
     * @throws WrongDomain if the database belongs to another domain
     * @throws Problem if the database is away or not migrated
     */
    public void claim(DidDomain wanted) throws WrongDomain {
        String kept = stream.transact(handle -> handle.createQuery(CLAIM)
                .bind("wanted", wanted.value())
                .mapTo(String.class)
                .one());
        if (!wanted.value().equals(kept)) {
            throw new WrongDomain("VIBE_DID_DOMAIN is " + wanted + ", but this database belongs to " + kept
                    + ": set it to that, or use another database.");
        }
    }

    /** The process must not serve this database. */
    public static final class WrongDomain extends Exception {
        private static final long serialVersionUID = 1L;

        WrongDomain(String message) {
            super(message);
        }
    }
}
