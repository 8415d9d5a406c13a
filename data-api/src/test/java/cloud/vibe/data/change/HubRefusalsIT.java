package cloud.vibe.data.change;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Raw;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import org.junit.jupiter.api.Test;

/** A socket that is not opened is refused as any other request: with a code, and what to do. Browsers hide it, other clients do not. */
final class HubRefusalsIT {
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:read");

    @Test
    void theAnswerSaysWhatIsWrong() throws Exception {
        assertThat(answer("")).startsWith("HTTP/1.1 401").contains("token_missing", "Send Authorization");
        assertThat(answer("Authorization: Bearer forged"))
                .startsWith("HTTP/1.1 401")
                .contains("token_invalid");
        assertThat(answer("Authorization: Bearer " + app.ownToken("notes:read")))
                .startsWith("HTTP/1.1 403")
                .contains("permission_missing", "Live changes are for apps that act for a person.");
        assertThat(answer("Authorization: Bearer " + app.token() + "\r\nOrigin: https://evil.example"))
                .startsWith("HTTP/1.1 403")
                .contains("origin_not_allowed");
    }

    private String answer(String header) throws Exception {
        String answer = Raw.send(
                api.port(),
                String.join(
                        "\r\n",
                        "GET /v1/hub/documents HTTP/1.1",
                        "Host: x",
                        "Connection: Upgrade, close",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                        header.isEmpty() ? "X-None: none" : header,
                        "",
                        ""));
        assertThat(answer).contains("application/problem+json").doesNotContain("before it was read");
        return answer;
    }
}
