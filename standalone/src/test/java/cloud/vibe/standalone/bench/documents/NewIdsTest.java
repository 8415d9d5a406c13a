package cloud.vibe.standalone.bench.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NewIdsTest {
    @Test
    void idsAreOfVersionSevenAndAllDifferent() {
        long before = System.currentTimeMillis();
        List<UUID> ids = NewIds.of(1_000);
        long after = System.currentTimeMillis();
        assertThat(ids).doesNotHaveDuplicates().allSatisfy(id -> {
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(id.getMostSignificantBits() >>> 16).isBetween(before, after);
        });
    }
}
