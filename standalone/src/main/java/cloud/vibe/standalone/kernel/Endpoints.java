package cloud.vibe.standalone.kernel;

/** The addresses of one cloud, as a browser on this machine uses them. */
public record Endpoints(Ports ports) {
    public static final String REALM = "vibe";
    public static final String CLIENT_ID = "notes";

    public String identity() {
        return "http://localhost:" + ports.identity();
    }

    public String issuer() {
        return identity() + "/realms/" + REALM;
    }

    public String api() {
        return "http://localhost:" + ports.api();
    }

    public String adminApi() {
        return "http://localhost:" + ports.adminApi();
    }

    public String s3() {
        return "http://localhost:" + ports.s3();
    }

    public String app() {
        return "http://localhost:" + ports.app();
    }

    public String identityManagement() {
        return "http://localhost:" + ports.identityManagement();
    }

    public String jdbc(String database) {
        return "jdbc:postgresql://localhost:" + ports.postgres() + "/" + database;
    }

    public String didDomain() {
        return "localhost:" + ports.api();
    }
}
