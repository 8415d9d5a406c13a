package cloud.vibe.standalone.bench.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The bytes of one request to the API, made once and sent often. */
public final class Request {
    private final byte[] bytes;

    private Request(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Request get(String path, String token) {
        return of("GET", path, token, "", "");
    }

    /** With a token that is bound to a key, and a proof for this one request (RFC 9449, section 7.1). */
    public static Request getBound(String path, String token, String proof) {
        return new Request("GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: DPoP %s\r\nDPoP: %s\r\n\r\n"
                .formatted(path, token, proof)
                .getBytes(StandardCharsets.US_ASCII));
    }

    public static Request post(String path, String token, String json) {
        return of("POST", path, token, "application/json", json);
    }

    public static Request of(String method, String path, String token, String contentType, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder()
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ")
                .append(token)
                .append("\r\n");
        if (!contentType.isEmpty()) {
            head.append("Content-Type: ").append(contentType).append("\r\n");
            head.append("Content-Length: ").append(content.length).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[start.length + content.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(content, 0, whole, start.length, content.length);
        return new Request(whole);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }
}
