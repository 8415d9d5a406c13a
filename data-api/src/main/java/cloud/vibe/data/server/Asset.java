package cloud.vibe.data.server;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Bytes that are the same for everybody, kept as they go over the wire. */
final class Asset {
    private final MediaType type;
    private final byte[] bytes;
    private final byte[] gzipped;
    private final EntityTag tag;

    Asset(MediaType type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
        this.gzipped = gzip(bytes);
        this.tag = new EntityTag(HexFormat.of().formatHex(sha256(bytes), 0, 16));
    }

    static byte[] packaged(String name) {
        try (InputStream stream = Asset.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is not packaged: it is made by mvn process-classes");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Response.ResponseBuilder answer(Request request, @Nullable String acceptEncoding) {
        Response.ResponseBuilder known = request.evaluatePreconditions(tag);
        if (known != null) {
            return known;
        }
        boolean isGzip = acceptEncoding != null && acceptEncoding.contains("gzip");
        Response.ResponseBuilder response = Response.ok(isGzip ? gzipped : bytes, type)
                .tag(tag)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        return isGzip ? response.header(HttpHeaders.CONTENT_ENCODING, "gzip") : response;
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(target)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target.toByteArray();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
