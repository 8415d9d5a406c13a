package cloud.vibe.data.grant;

import cloud.vibe.data.kernel.PersonId;
import java.util.Map;

/**
 * A guest has turned out to have an account: what is theirs becomes the account's.
 *
 * @param version later is higher
 */
record MergeEvent(PersonId guest, PersonId account, long version) {
    static final String KIND = "https://vibe.cloud/events/merge";

    MergeEvent {
        if (guest.equals(account)) {
            throw new IllegalArgumentException("guest and account are the same");
        }
        if (version < 1) {
            throw new IllegalArgumentException("version is not above 0");
        }
    }

    /**
     * Reads the payload of an event. Members that we do not know are passed over.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    static MergeEvent read(Map<?, ?> payload) {
        return new MergeEvent(
                PersonId.parse(GrantEventReader.text(payload, "guest")),
                PersonId.parse(GrantEventReader.text(payload, "account")),
                GrantEventReader.number(payload, "version"));
    }
}
