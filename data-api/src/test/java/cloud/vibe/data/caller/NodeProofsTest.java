package cloud.vibe.data.caller;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.caller.ProofMemory.Shown;
import cloud.vibe.data.trial.Hands;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NodeProofsTest {
    private final Hands clock = new Hands();
    private final NodeProofs proofs = new NodeProofs(clock, 100);
    private final UUID one = UUID.randomUUID();

    @Test
    void aProofIsFreshOnceForAsLongAsItsNonceIsGood() {
        String nonce = proofs.nonce();

        assertThat(proofs.show(nonce, one)).isEqualTo(Shown.FRESH);
        assertThat(proofs.show(nonce, one)).isEqualTo(Shown.AGAIN);
        clock.forward(NodeProofs.TURN);
        assertThat(proofs.isGood(nonce)).isTrue();
        assertThat(proofs.show(nonce, one)).isEqualTo(Shown.AGAIN);
        clock.forward(NodeProofs.TURN);
        assertThat(proofs.isGood(nonce)).isFalse();
        assertThat(proofs.show(nonce, one)).isEqualTo(Shown.STALE);
        assertThat(proofs.show(nonce, UUID.randomUUID())).isEqualTo(Shown.STALE);
    }

    @Test
    void aNewNonceComesEachTurnAlsoAfterALongSilence() {
        String first = proofs.nonce();
        assertThat(proofs.nonce()).isEqualTo(first);
        clock.forward(NodeProofs.TURN.multipliedBy(100));

        assertThat(proofs.isGood(first)).isFalse();
        assertThat(proofs.nonce()).isNotEqualTo(first);
    }

    /** Nothing is forgotten for want of room: what cannot be remembered any more is refused. */
    @Test
    void whenThereIsNoRoomNoncesEndEarly() {
        String first = proofs.nonce();
        assertThat(proofs.show(first, one)).isEqualTo(Shown.FRESH);
        fill(first, 99);

        String second = proofs.nonce();
        assertThat(second).isNotEqualTo(first);
        assertThat(proofs.show(first, one)).isEqualTo(Shown.AGAIN);
        fill(second, 100);

        assertThat(proofs.show(proofs.nonce(), one)).isEqualTo(Shown.FRESH);
        assertThat(proofs.show(first, one)).isEqualTo(Shown.STALE);
    }

    @Test
    void noOtherNodeKnowsItsNonces() {
        NodeProofs other = new NodeProofs(clock);

        assertThat(other.isGood(proofs.nonce())).isFalse();
        assertThat(other.show(proofs.nonce(), one)).isEqualTo(Shown.STALE);
        assertThat(proofs.isGood("")).isFalse();
    }

    @Test
    void ofManyAtOnceOneIsFresh() {
        String nonce = proofs.nonce();
        var shown = IntStream.range(0, 64)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> proofs.show(nonce, one)))
                .toList();

        assertThat(shown.stream().map(CompletableFuture::join))
                .filteredOn(Shown.FRESH::equals)
                .hasSize(1);
    }

    private void fill(String nonce, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(proofs.show(nonce, UUID.randomUUID())).isEqualTo(Shown.FRESH);
        }
    }
}
