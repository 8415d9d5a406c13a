package cloud.vibe.standalone.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Base64;

/** Passwords between the parts of one cloud, made at its first start and kept with its data (readable by its owner only). */
public record Secrets(
        String databaseAdmin,
        String databaseApi,
        String databaseStream,
        String databaseEvents,
        String databaseKeycloak,
        String s3AccessKey,
        String s3SecretKey,
        String keycloakAdmin) {

    public static Secrets of(Home home) {
        try {
            if (Files.exists(home.secrets())) {
                return Json.MAPPER.readValue(home.secrets().toFile(), Secrets.class);
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
                    random());
            PrivateFile.write(home.secrets(), Json.MAPPER.writeValueAsString(fresh));
            return fresh;
        } catch (IOException e) {
            throw new Refusal(
                    "The secrets of this cloud in " + home.secrets() + " cannot be used (" + e.getMessage()
                            + "): restore that file, or begin anew with --fresh.",
                    e);
        }
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
