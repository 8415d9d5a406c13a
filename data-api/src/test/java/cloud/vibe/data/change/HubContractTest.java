package cloud.vibe.data.change;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.trial.Contract;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class HubContractTest {
    @Test
    void theCloseCodesAreThePublishedOnes() {
        Map<String, String> published = new TreeMap<>();
        Contract.read("hub/close-codes.json")
                .properties()
                .forEach(entry -> published.put(entry.getKey(), entry.getValue().asText()));
        Map<String, String> ours = new TreeMap<>();
        for (CloseCode code : CloseCode.values()) {
            ours.put(String.valueOf(code.code()), code.reason());
        }

        assertThat(ours).isEqualTo(published);
    }

    @Test
    void whatClientsSayIsUnderstood() {
        assertThat(ClientMessage.parse(Contract.read("hub/subscribe.json").toString()))
                .isEqualTo(new ClientMessage.Subscribe("my-notes", Set.of(new DocumentType("notes")), null));
        assertThat(ClientMessage.parse(Contract.read("hub/renew.json").toString()))
                .isInstanceOfSatisfying(
                        ClientMessage.Renew.class,
                        renew -> assertThat(renew.proof()).isNull());
        assertThat(ClientMessage.parse(Contract.read("hub/renew-bound.json").toString()))
                .isInstanceOfSatisfying(
                        ClientMessage.Renew.class,
                        renew -> assertThat(renew.proof()).isNotNull());
    }

    @Test
    void aCursorComesBackAsItWas() {
        Cursor cursor = new Cursor(UUID.randomUUID(), new Position(-1, 7));

        assertThat(Cursor.decode(cursor.encode())).contains(cursor);
        assertThat(Cursor.decode(cursor.encode() + "AA")).isEmpty();
        assertThat(Cursor.decode("")).isEmpty();
    }

    @Test
    void positionsAreOrderedByTransactionThenNumber() {
        assertThat(new Position(1, 9)).isLessThan(new Position(2, 1));
        assertThat(new Position(2, 1)).isLessThan(new Position(2, 2));
        // Transaction ids are unsigned.
        assertThat(new Position(2, 1)).isLessThan(new Position(-1, 1));
        assertThat(Position.before(5)).isGreaterThan(new Position(4, 9)).isLessThan(new Position(5, 1));
    }
}
