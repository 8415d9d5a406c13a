package cloud.vibe.data.trial;

import cloud.vibe.data.server.TestProcess;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The whole process, started once for the run on the real database and the tests' identity side. */
public final class TestCloud {
    public static final String DID_DOMAIN = "localhost:8601";
    /** The origin that proofs of possession name; the processes of the tests listen elsewhere, as behind a proxy. */
    public static final String API_URL = "https://api.example";

    public static final String CERTIFICATE_KEYS = "01".repeat(32) + "," + "02".repeat(32);
    private static final TestCloud ONE = start();

    private final TestIdentity identity;
    private final TestProcess process;

    private TestCloud(TestIdentity identity, TestProcess process) {
        this.identity = identity;
        this.process = process;
    }

    public static TestCloud get() {
        return ONE;
    }

    private static TestCloud start() {
        try {
            TestIdentity identity = new TestIdentity();
            TestProcess process = TestProcess.start(environment(identity));
            Runtime.getRuntime().addShutdownHook(new Thread(process::stop));
            return new TestCloud(identity, process);
        } catch (Exception e) {
            throw new IllegalStateException("the process does not start", e);
        }
    }

    /** The environment of a process, for tests that start one of their own. */
    public static Map<String, String> environment(TestIdentity identity) {
        Map<String, String> environment = new HashMap<>();
        environment.put("VIBE_HTTP_HOST", "127.0.0.1");
        environment.put("VIBE_HTTP_PORT", "0");
        environment.put("VIBE_ADMIN_PORT", "0");
        environment.put("VIBE_LOG_LEVEL", "WARN");
        environment.put("VIBE_DATABASE_URL", TestDatabase.get().url());
        environment.put("VIBE_DATABASE_API_PASSWORD", TestDatabase.PASSWORD);
        environment.put("VIBE_DATABASE_STREAM_PASSWORD", TestDatabase.PASSWORD);
        environment.put("VIBE_DATABASE_EVENTS_PASSWORD", TestDatabase.PASSWORD);
        environment.put("VIBE_ISSUER", identity.issuer());
        environment.put("VIBE_API_URL", API_URL);
        environment.put("VIBE_DID_DOMAIN", DID_DOMAIN);
        environment.put("VIBE_S3_ENDPOINT", "http://127.0.0.1:1");
        environment.put("VIBE_S3_ACCESS_KEY", "key");
        environment.put("VIBE_S3_SECRET_KEY", "secret");
        environment.put("VIBE_CERTIFICATE_KEYS", CERTIFICATE_KEYS);
        return environment;
    }

    public TestIdentity identity() {
        return identity;
    }

    public TestApp app(String... permissions) {
        return TestApp.of(identity, permissions);
    }

    public Set<String> routes() {
        return process.routes();
    }

    public Api api() {
        return new Api(process.port());
    }

    public int adminPort() {
        return process.adminPort();
    }
}
