package cloud.vibe.keycloak.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.keycloak.outbox.Reply.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplyTest {
    @Test
    void theReceiversOwnRefusalIsForGood() throws IOException {
        Reply reply = Reply.of(400, Files.readString(Path.of("../contract/events/refusal.json")));

        assertThat(reply.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(reply.reason()).startsWith("status 400").contains("The token is too large.");
    }

    @ParameterizedTest
    @ValueSource(ints = {413, 422})
    void soIsWhatIsTooLargeOrSaysNothing(int status) {
        assertThat(Reply.of(status, "").verdict()).isEqualTo(Verdict.REFUSED);
    }

    /** Keys rotate, an issuer or an audience is corrected: what waits then must not wait for a day. */
    @ParameterizedTest
    @ValueSource(
            strings = {"invalid_key", "invalid_issuer", "invalid_audience", "authentication_failed", "access_denied"})
    void trustCanBeMended(String err) {
        String body = "{\"err\":\"" + err + "\",\"description\":\"No.\"}";
        assertThat(Reply.of(400, body).verdict()).isEqualTo(Verdict.UNDECIDED);
    }

    /** As a proxy says it that was spoken to by HTTP and expects TLS. */
    @ParameterizedTest
    @ValueSource(strings = {"", "<html>400 Bad Request</html>", "[]", "7", "null", "{\"err\":7}", "{\"err\":"})
    void aBadRequestThatTheReceiverHasNotPutIntoWordsIsNobodysRefusal(String body) {
        assertThat(Reply.of(400, body).verdict()).isEqualTo(Verdict.UNDECIDED);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 301, 401, 403, 404, 405, 408, 409, 410, 415, 421, 425, 426, 429, 500, 502, 503, 504})
    void whateverElseMayPass(int status) {
        assertThat(Reply.of(status, "{\"err\":\"invalid_request\"}").verdict()).isEqualTo(Verdict.UNDECIDED);
    }

    @ParameterizedTest
    @CsvSource({"202, TAKEN", "200, UNDECIDED"})
    void onlyAcceptedIsTaken(int status, Verdict verdict) {
        assertThat(Reply.of(status, "").verdict()).isEqualTo(verdict);
    }

    @Test
    void anAnswerWritesNoLineOfItsOwnIntoTheLog() {
        assertThat(Reply.of(500, "down\r\n2026-01-01 ERROR all is lost\u0000").reason())
                .isEqualTo("status 500 down 2026-01-01 ERROR all is lost");
        assertThat(Reply.none("x".repeat(5_000)).reason()).hasSize(1_000);
    }
}
