package cloud.vibe.data.document;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.kernel.IdPage;
import cloud.vibe.data.trial.Contract;
import org.junit.jupiter.api.Test;

final class VersionPageTest {
    @Test
    void aPageIsAsLargeAsTheContractSaysWhereNothingIsSaid() {
        int said =
                Contract.read("words.schema.json").at("/$defs/PageSize/default").asInt();

        assertThat(VersionPage.Wanted.of(null, null).limit()).isEqualTo(said);
        assertThat(IdPage.of(null, null).limit()).isEqualTo(said);
    }
}
