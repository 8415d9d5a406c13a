package cloud.vibe.standalone.bench.floor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class ParameterTypesTest {
    @Test
    void whereTheServerCannotKnowATypeIsToldByLooks() {
        String id = UUID.randomUUID().toString();
        assertThat(ParameterTypes.looks(id)).isEqualTo("uuid");
        assertThat(ParameterTypes.looks("{" + id + "," + id + "}")).isEqualTo("_uuid");
        assertThat(ParameterTypes.looks("{notes,tasks}")).isEqualTo("_text");
        assertThat(ParameterTypes.looks("{}")).isEqualTo("_text");
        assertThat(ParameterTypes.looks("{\"title\":\"Milk\"}")).isEqualTo("text");
        assertThat(ParameterTypes.looks("{\"{\\\"title\\\": 1}\",x}")).isEqualTo("_text");
        assertThat(ParameterTypes.looks("51")).isEqualTo("int8");
        assertThat(ParameterTypes.looks(null)).isEqualTo("text");
    }
}
