package cloud.vibe.keycloak.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.util.Set;

/**
 * What the data API's answer means for the event. Only its own word that the event itself cannot be read is a refusal for good; all else,
 * a signature that it does not trust (yet) and the answers of whatever stands between included, may pass by itself or once somebody has
 * corrected a setting, and nobody should have to wait a day after that.
 *
 * @param reason for the log and the table, short and in one line
 */
record Reply(Verdict verdict, String reason) {
    /** RFC 8935 section 2.2. */
    private static final int ACCEPTED = 202;

    private static final int BAD_REQUEST = 400;

    /** Too large, or unprocessable (RFC 9110 sections 15.5.14 and 15.5.21): the same text is so every time. */
    private static final Set<Integer> OF_THE_EVENT = Set.of(413, 422);

    /**
     * RFC 8935 section 2.4. Its other words (invalid_key, invalid_issuer, invalid_audience, authentication_failed, access_denied) are
     * about trust: keys are rotated, and settings are wrong.
     */
    private static final String INVALID_REQUEST = "invalid_request";

    private static final int LONGEST_REASON = 1_000;

    /** What becomes of the event. */
    enum Verdict {
        TAKEN,
        REFUSED,
        UNDECIDED
    }

    static Reply none(String failure) {
        return new Reply(Verdict.UNDECIDED, line(failure));
    }

    static Reply of(int status, String body) {
        return new Reply(verdict(status, body), line("status " + status + " " + body));
    }

    private static Verdict verdict(int status, String body) {
        if (status == ACCEPTED) {
            return Verdict.TAKEN;
        }
        boolean isRefused = OF_THE_EVENT.contains(status) || (status == BAD_REQUEST && isOfTheEvent(body));
        return isRefused ? Verdict.REFUSED : Verdict.UNDECIDED;
    }

    private static boolean isOfTheEvent(String body) {
        try {
            JsonNode refusal = EventJson.read(body);
            return refusal != null && INVALID_REQUEST.equals(refusal.path("err").asText());
        } catch (UncheckedIOException e) {
            // Not the receiver's own answer: a proxy, or a port of somebody else.
            return false;
        }
    }

    /** What comes from outside must not write lines of its own into the log, nor what the table cannot hold. */
    private static String line(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON);
    }
}
