package cloud.vibe.standalone.visitor;

import cloud.vibe.standalone.kernel.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What the token endpoint gave. */
public record Tokens(String access, String refresh, JsonNode claims) {
    public static Tokens of(JsonNode answer) {
        try {
            String access = answer.path("access_token").asText();
            String payload = access.split("\\.", -1)[1];
            return new Tokens(
                    access,
                    answer.path("refresh_token").asText(),
                    Json.MAPPER.readTree(Base64.getUrlDecoder().decode(payload)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> permissions() {
        List<String> permissions = new ArrayList<>();
        claims.path("permissions").forEach(permission -> permissions.add(permission.asText()));
        return permissions;
    }
}
