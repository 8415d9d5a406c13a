package cloud.vibe.standalone.kernel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Passwords between the parts of one cloud, made at its first start and kept with its data (readable by its owner only). */
public record Secrets(
        String databaseAdmin,
        String databaseApi,
        String databaseStream,
        String databaseEvents,
        String databaseKeycloak,
        String s3AccessKey,
        String s3SecretKey,
        String keycloakAdmin,
        String certificateKeys) {

    public static Secrets of(Home home) {
        try {
            if (Files.exists(home.secrets())) {
                return read(home);
            }
            if (Files.exists(home.data("postgres"))) {
                throw new Refusal("There is data in " + home.data("postgres") + ", but " + home.secrets()
                        + " with its passwords is gone: restore that file, or begin anew with --fresh.");
            }
            Secrets fresh = new Secrets(
                    random(),
                    random(),
                    random(),
                    random(),
                    random(),
                    "vibe-" + random().substring(0, 12),
                    random(),
                    random(),
                    key());
            PrivateFile.write(home.secrets(), Json.MAPPER.writeValueAsString(fresh));
            return fresh;
        } catch (IOException e) {
            throw new Refusal(
                    "The secrets of this cloud in " + home.secrets() + " cannot be used (" + e.getMessage()
                            + "): restore that file, or begin anew with --fresh.",
                    e);
        }
    }

    /** A cloud of before there were certificates gets its key now. */
    private static Secrets read(Home home) throws IOException {
        ObjectNode kept = (ObjectNode) Json.MAPPER.readTree(home.secrets().toFile());
        if (!kept.has("certificateKeys")) {
            kept.put("certificateKeys", key());
            PrivateFile.write(home.secrets(), Json.MAPPER.writeValueAsString(kept));
        }
        return Json.MAPPER.treeToValue(kept, Secrets.class);
    }

    private static String key() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String random() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(bytes)
                .replace('-', 'x')
                .replace('_', 'y');
    }

    @Override
    public String toString() {
        return "Secrets[...]";
    }
}
