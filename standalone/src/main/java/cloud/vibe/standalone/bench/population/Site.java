package cloud.vibe.standalone.bench.population;

import cloud.vibe.standalone.cloud.Cloud;
import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Json;
import cloud.vibe.standalone.kernel.Refusal;
import cloud.vibe.standalone.kernel.Secrets;
import cloud.vibe.standalone.visitor.ProofKey;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** The running cloud that is measured: its processes, its databases, and the people who can sign in. */
public final class Site {
    /** The database that the API serves. */
    public static final String SERVED = "vibe";

    private static final String SCOPE = "openid notes:read notes:write";
    private static final String STRANGER = "little@bench.example";
    private static final String PASSWORD = "only-for-measurements";

    private final Cloud cloud;
    private final Home home;
    private final JsonNode stack;
    private final Secrets secrets;

    public Site(Cloud cloud, Home home) throws IOException {
        this.cloud = cloud;
        this.home = home;
        this.stack = Json.MAPPER.readTree(home.stack().toFile());
        this.secrets = Secrets.of(home);
    }

    /** Somebody with an access token as any app gets one: by the code flow, after sign-in and consent. */
    public record SignedIn(UUID principal, String token) {}

    public int apiPort() {
        return cloud.endpoints().ports().api();
    }

    public String apiUrl() {
        return cloud.endpoints().api();
    }

    public long apiPid() {
        return pid("data-api");
    }

    public long databasePid() {
        return pid("postgres");
    }

    public Path databaseLog() {
        return home.log("postgres");
    }

    /** One of the demo people. */
    public SignedIn signIn(int person) {
        JsonNode people = stack.path("people").path(person);
        return signedIn(new Visitor(cloud.endpoints())
                .signIn(people.path("email").asText(), people.path("password").asText(), SCOPE));
    }

    /** The same with a token that is bound to this key. */
    public SignedIn signIn(int person, ProofKey key) {
        JsonNode people = stack.path("people").path(person);
        return signedIn(new Visitor(cloud.endpoints())
                .signIn(people.path("email").asText(), people.path("password").asText(), SCOPE, key));
    }

    /** Somebody who has hardly anything; registered at the first call. */
    public SignedIn signInStranger() {
        try {
            return signedIn(new Visitor(cloud.endpoints()).signIn(STRANGER, PASSWORD, SCOPE));
        } catch (Refusal notRegistered) {
            return signedIn(new Visitor(cloud.endpoints()).register(STRANGER, PASSWORD, SCOPE));
        }
    }

    private static SignedIn signedIn(Tokens tokens) {
        return new SignedIn(UUID.fromString(tokens.claims().path("sub").asText()), tokens.access());
    }

    /** As the server's superuser, who sees and may do everything. */
    public Connection admin(String database) throws SQLException {
        JsonNode account = stack.path("database");
        return DriverManager.getConnection(
                cloud.endpoints().jdbc(database),
                account.path("user").asText(),
                account.path("password").asText());
    }

    /** As the API. */
    public Connection api(String database) throws SQLException {
        return DriverManager.getConnection(cloud.endpoints().jdbc(database), "vibe_api", secrets.databaseApi());
    }

    public String apiPassword() {
        return secrets.databaseApi();
    }

    public int databasePort() {
        return cloud.endpoints().ports().postgres();
    }

    /** Makes a database with the schema of the API's if there is none, and brings it up to date. */
    void requireDatabase(String name) throws SQLException, InterruptedException {
        if (name.equals(SERVED)) {
            return;
        }
        try (Connection connection = admin("postgres");
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
            if (!found.next()) {
                statement.execute("CREATE DATABASE " + name);
            }
        }
        cloud.migrate(name);
    }

    private long pid(String process) {
        Long pid = cloud.pids().get(process);
        if (pid == null) {
            throw new Refusal("The cloud that is measured has lost its " + process + ": see its logs in "
                    + home.log(process) + ".");
        }
        return pid;
    }
}
