package cloud.vibe.data.server;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Raw;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostileInputIT {
    private static final int HUGE = 100 * 1024 * 1024;
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:read", "notes:write");

    @AfterEach
    void theServiceIsAlive() throws Exception {
        assertThat(api.create(app, "still here").status()).isEqualTo(201);
    }

    @Test
    void jsonOfTenThousandLevelsIsRefused() throws Exception {
        String deep = "{\"type\":\"notes\",\"data\":" + "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000) + "}";
        assertThat(api.post(app, deep).code()).isEqualTo("too_deep");
    }

    @Test
    void whatPostgresCannotHoldIsRefusedBeforeItGetsThere() throws Exception {
        for (String value : new String[] {"\"\\u0000\"", "\"\\ud800\"", "1e999"}) {
            assertThat(api.post(app, "{\"type\":\"notes\",\"data\":{\"a\":" + value + "}}")
                            .code())
                    .isEqualTo("invalid_document");
        }
    }

    @Test
    void aDocumentOfExactlyTheLimitIsKept() throws Exception {
        Api.Answer kept = api.create(app, "x".repeat(1024 * 1024 - 30));
        assertThat(kept.status()).isEqualTo(201);
        assertThat(api.get(app, kept.header("Location")).json()).isEqualTo(kept.json());
        assertThat(api.create(app, "x".repeat(1024 * 1024)).code()).isEqualTo("too_large");
    }

    @Test
    void aBodyOfOneHundredMegabytesIsNotRead() throws Exception {
        String patch = "PATCH /v1/documents/" + UUID.randomUUID();
        for (String framing : new String[] {"Content-Length: " + HUGE, "Transfer-Encoding: chunked"}) {
            assertThat(statusOfHugeBody("POST /v1/documents", "application/json", framing))
                    .isEqualTo(413);
            assertThat(statusOfHugeBody("POST /v1/documents/bulk", "application/json", framing))
                    .isEqualTo(413);
            assertThat(statusOfHugeBody(patch, "application/merge-patch+json", framing))
                    .isEqualTo(413);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\u0000\"",
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "1e999",
                "-1e999",
                "1e-999",
                "0e-99999",
                "{\"a\":1,\"a\":2}",
                "{\"\\u0000\":1}"
            })
    void noWayInTakesWhatPostgresCannotHold(String value) throws Exception {
        String id = api.create(app, "to be changed").id();
        String data = "{\"a\":" + value + "}";
        String operation = "{\"op\":\"add\",\"path\":\"/a\",\"value\":" + value + "}";

        assertThat(api.put(app, id, null, data).code()).isEqualTo("invalid_document");
        assertThat(api.merge(app, id, data).code()).isEqualTo("invalid_document");
        assertThat(api.patch(app, id, "[" + operation + "]").code()).isEqualTo("invalid_document");
        for (String one : new String[] {
            "{\"op\":\"create\",\"type\":\"notes\",\"data\":" + data + "}",
            "{\"op\":\"replace\",\"id\":\"" + id + "\",\"data\":" + data + "}",
            "{\"op\":\"patch\",\"id\":\"" + id + "\",\"patch\":" + data + "}",
            "{\"op\":\"patch\",\"id\":\"" + id + "\",\"patch\":[" + operation + "]}"
        }) {
            assertThat(api.bulk(app, "{\"operations\":[" + one + "]}").code()).isEqualTo("invalid_document");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":", "["})
    void noWayInTakesTenThousandLevels(String level) throws Exception {
        String id = api.create(app, "to be changed").id();
        String deep = level.repeat(10_000) + "1" + (level.equals("[") ? "]" : "}").repeat(10_000);

        assertThat(api.put(app, id, null, "{\"a\":" + deep + "}").code()).isEqualTo("too_deep");
        assertThat(api.merge(app, id, deep).code()).isEqualTo("too_deep");
        assertThat(api.patch(app, id, deep).code()).isEqualTo("too_deep");
        assertThat(api.patch(app, id, "[{\"op\":\"add\",\"path\":\"/a\",\"value\":" + deep + "}]")
                        .code())
                .isEqualTo("too_deep");
        assertThat(api.bulk(app, "{\"operations\":[" + deep + "]}").code()).isEqualTo("too_deep");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/documents/%2e%2e/%2e%2e/etc/passwd",
                "GET /v1/documents/%00",
                "GET /v1/documents/a%2Fb",
                "GET /v1/documents;jsessionid=1?type=notes",
                "GET /%zz",
                "GET //v1//documents",
                "TRACE /v1/documents",
                "PATCH /v1/documents",
                "NONSENSE",
            })
    void whateverTheRequestLineTheAnswerIsAProblemOrARefusal(String line) throws Exception {
        String answer = Raw.send(api.port(), line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).matches("(?s)HTTP/1.1 (4|505).*").contains("application/problem+json");
        assertThat(answer).doesNotContainIgnoringCase("jetty").doesNotContain("Exception", "java");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /v1;x/events",
                "POST /v1/events;x",
                "GET /v1/documents;jsessionid=1?type=notes",
                "GET /v1/documents/;/",
                "GET /;/v1/hub/documents",
                "GET /v1/hub/documents;x=y"
            })
    void aPathWithParametersIsRefusedBeforeItGetsAnywhere(String line) throws Exception {
        String answer = Raw.send(
                api.port(),
                line + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + app.token()
                        + "\r\nContent-Type: application/secevent+jwt\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json", "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ";;;", "*/*", "application/*", "text/plain", "application/jsonx", "application/json, */*"})
    void aBodyThatIsNotCalledJsonIsNotRead(String contentType) throws Exception {
        String body = "{\"type\":\"notes\",\"data\":{}}";
        String header = contentType.isEmpty() ? "" : "Content-Type: " + contentType + "\r\n";
        String answer = Raw.send(
                api.port(),
                "POST /v1/documents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + app.token() + "\r\n" + header
                        + "Content-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);
        // What is no media type at all is a bad request to Jersey already.
        assertThat(answer).matches("(?s)HTTP/1.1 (415|400) .*").contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON; charset=utf-8", "application/json;"})
    void aBodyThatIsCalledJsonIsRead(String contentType) throws Exception {
        assertThat(api.send(api.request(app, "/v1/documents")
                                .header("Content-Type", contentType)
                                .POST(BodyPublishers.ofString("{\"type\":\"notes\",\"data\":{}}")))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aBodyThatTricklesIsGivenUp() throws Exception {
        String head = String.join(
                "\r\n",
                "POST /v1/events HTTP/1.1",
                "Host: x",
                "Content-Type: application/secevent+jwt",
                "Content-Length: 60000",
                "",
                "");
        assertThat(Raw.trickle(api.port(), head, 150)).isEqualTo("HTTP/1.1 400");
    }

    /** RFC 9112 section 9.6: a client that hears nothing of it sends its next request on a connection that is about to be closed. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 200", "Transfer-Encoding: chunked"})
    void whoIsRefusedBeforeTheirBodyHasComeHearsThatTheConnectionCloses(String framing) throws Exception {
        String head = "POST /v1/documents HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n" + framing
                + "\r\nAuthorization: Bearer ";
        for (String token : new String[] {app.token(), "nonsense"}) {
            assertThat(Raw.headOf(api.port(), head + token + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 4")
                    .containsIgnoringCase("\r\nConnection: close\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/documents/%00 HTTP/1.1",
                "GET /v1/documents/%zz HTTP/1.1",
                "GET /v1/documents/%ff HTTP/1.1",
                "GET /v1//documents HTTP/1.1",
                "GET /v1/documents HTTP/9.1"
            })
    void whoseFirstLineCannotBeReadHearsThatTheConnectionCloses(String line) throws Exception {
        assertThat(Raw.send(api.port(), line + "\r\nHost: x\r\n\r\n"))
                .matches("(?s)HTTP/1.1 (400|505) .*")
                .containsIgnoringCase("\r\nConnection: close\r\n");
    }

    @Test
    void whoseAddressIsTooLongHearsThatTheConnectionCloses() throws Exception {
        assertThat(Raw.send(api.port(), "GET /v1/" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 414 ")
                .containsIgnoringCase("\r\nConnection: close\r\n");
    }

    @Test
    void whoIsRefusedAfterTheirBodyHasComeKeepsTheConnection() throws Exception {
        String request =
                "POST /v1/documents HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n%s\r\nabc";
        String answers = Raw.send(api.port(), request.formatted("") + request.formatted("Connection: close\r\n"));
        assertThat(answers.split("HTTP/1.1 415", -1)).hasSize(3);
    }

    /** By the container, for nobody else has seen it yet; its answer says what to do all the same. */
    @Test
    void whatIsTooLongOrReadsInTwoWaysIsRefusedAndTheAnswerSaysHowToAsk() throws Exception {
        Api.Answer header =
                api.send(api.request("/v1/documents").header("Authorization", "Bearer " + "x".repeat(100_000)));
        assertThat(header.status()).isEqualTo(431);
        assertThat(header.json().path("detail").asText()).contains("headers", "8 KiB");

        Api.Answer address = api.get(app, "/v1/documents?selector=" + "x".repeat(100_000));
        assertThat(address.status()).isEqualTo(414);
        assertThat(address.json().path("detail").asText()).contains("8 KiB", "POST /v1/documents/query");

        Api.Answer did = api.get(app, "/v1/identities/did%3Aweb%3Alocalhost%253A8601%3Apeople%3A" + UUID.randomUUID());
        assertThat(did.status()).isEqualTo(400);
        assertThat(did.json().path("detail").asText()).contains("%25", "ids and DIDs stand in it as they are");
    }

    @Test
    void sqlInEveryPlaceIsOnlyText() throws Exception {
        String sql = "'; DROP TABLE vibe.documents; --";
        String encoded = java.net.URLEncoder.encode(sql, StandardCharsets.UTF_8).replace("+", "%20");
        assertThat(api.get(app, "/v1/documents/" + encoded).status()).isEqualTo(404);
        assertThat(api.get(app, "/v1/documents?type=" + encoded).status()).isEqualTo(400);
        Api.Answer kept = api.post(app, "{\"type\":\"notes\",\"data\":{\"" + sql + "\":\"" + sql + "\"}}");
        assertThat(kept.json().path("data").path(sql).asText()).isEqualTo(sql);
        assertThat(api.send(api.request(app, kept.header("Location"))
                                .header("Content-Type", "application/json")
                                .header("If-Match", '"' + sql + '"')
                                .PUT(BodyPublishers.ofString("{\"data\":{}}")))
                        .status())
                .isIn(400, 412);
    }

    private int statusOfHugeBody(String line, String mediaType, String framing) throws Exception {
        String head = line + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + mediaType + "\r\nAuthorization: Bearer "
                + app.token() + "\r\n" + framing + "\r\n\r\n";
        boolean isChunked = framing.contains("chunked");
        byte[] block = "x".repeat(65_536).getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            try {
                for (int sent = 0; sent < HUGE && socket.getInputStream().available() == 0; sent += block.length) {
                    if (isChunked) {
                        socket.getOutputStream().write("10000\r\n".getBytes(StandardCharsets.US_ASCII));
                    }
                    socket.getOutputStream().write(block);
                    if (isChunked) {
                        socket.getOutputStream().write("\r\n".getBytes(StandardCharsets.US_ASCII));
                    }
                }
            } catch (IOException closed) {
                // It may end the connection before it has heard all; the answer is there all the same.
            }
            byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 413".length());
            return Integer.parseInt(new String(start, StandardCharsets.US_ASCII).substring("HTTP/1.1 ".length()));
        }
    }
}
