package cloud.vibe.standalone.cloud;

import cloud.vibe.standalone.identity.Demo;
import cloud.vibe.standalone.identity.Keycloak;
import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Json;
import cloud.vibe.standalone.kernel.PrivateFile;
import cloud.vibe.standalone.kernel.Secrets;
import cloud.vibe.standalone.postgres.Postgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code stack.json}: what is running and how to reach it, for programs. It is there from when everything answered until the
 * cloud is stopped, and only its owner can read it, for it holds passwords.
 */
final class Stack {
    private final Path own;
    private final Path shared;
    private final Endpoints endpoints;
    private final Secrets secrets;
    private final List<Demo.Person> people;

    Stack(Home home, Endpoints endpoints, Secrets secrets, List<Demo.Person> people) {
        this.own = home.stack();
        this.shared = home.sharedStack();
        this.endpoints = endpoints;
        this.secrets = secrets;
        this.people = people;
    }

    synchronized void write(Map<String, Long> pids) {
        Map<String, Object> stack = new LinkedHashMap<>();
        stack.put("identity", endpoints.identity());
        stack.put("realm", Endpoints.REALM);
        stack.put("api", endpoints.api());
        stack.put("adminApi", endpoints.adminApi());
        stack.put("s3", endpoints.s3());
        stack.put("app", Map.of("url", endpoints.app(), "clientId", Endpoints.CLIENT_ID));
        stack.put("admin", Map.of("username", Keycloak.ADMIN, "password", secrets.keycloakAdmin()));
        stack.put("people", people);
        stack.put("database", database());
        Map<String, Long> all = new LinkedHashMap<>(pids);
        all.put("supervisor", ProcessHandle.current().pid());
        stack.put("pids", all);
        try {
            String text = Json.MAPPER.writeValueAsString(stack);
            PrivateFile.write(own, text);
            if (isOurs(shared)) {
                PrivateFile.write(shared, text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void remove() {
        try {
            if (isOurs(shared)) {
                Files.deleteIfExists(shared);
            }
            Files.deleteIfExists(own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not another running cloud's. What a killed supervisor left there is nobody's. */
    private static boolean isOurs(Path file) throws IOException {
        if (!Files.exists(file)) {
            return true;
        }
        long supervisor = Json.MAPPER
                .readTree(file.toFile())
                .path("pids")
                .path("supervisor")
                .asLong();
        return supervisor == ProcessHandle.current().pid()
                || ProcessHandle.of(supervisor).filter(ProcessHandle::isAlive).isEmpty();
    }

    /** The address as libpq and most drivers take it, and as JDBC does. */
    private Map<String, String> database() {
        Map<String, String> database = new LinkedHashMap<>();
        database.put(
                "url",
                "postgresql://" + Postgres.ADMIN + ":" + secrets.databaseAdmin() + "@localhost:"
                        + endpoints.ports().postgres() + "/vibe");
        database.put("user", Postgres.ADMIN);
        database.put("password", secrets.databaseAdmin());
        database.put("jdbcUrl", endpoints.jdbc("vibe"));
        return database;
    }
}
