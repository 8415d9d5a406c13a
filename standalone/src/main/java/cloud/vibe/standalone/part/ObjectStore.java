package cloud.vibe.standalone.part;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.kernel.PrivateFile;
import cloud.vibe.standalone.kernel.Secrets;
import cloud.vibe.standalone.process.Jvm;
import cloud.vibe.standalone.process.Probe;
import cloud.vibe.standalone.process.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An S3 store that keeps objects as files: s3proxy, on a class path of its own. */
public final class ObjectStore {
    /** Without a configuration its logging library prints every request, with its headers. */
    private static final String LOGGING = """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d{ISO8601} %-5level %logger{20} %msg%n</pattern></encoder>
              </appender>
              <root level="WARN"><appender-ref ref="out"/></root>
            </configuration>
            """;

    private ObjectStore() {}

    public static Service service(Installation installation, Home home, Endpoints endpoints, Secrets secrets)
            throws IOException {
        Path objects = Files.createDirectories(home.data("s3"));
        Path configuration = home.data("s3.properties");
        PrivateFile.write(configuration, """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """.formatted(
                        endpoints.ports().s3(), secrets.s3AccessKey(), secrets.s3SecretKey(), objects));
        Path logging = home.data("s3-logging.xml");
        Files.writeString(logging, LOGGING);
        return Service.of(
                "s3",
                Jvm.command(
                        "-Xmx256m",
                        "-Dlogback.configurationFile=" + logging,
                        "-cp",
                        installation.objectStoreLibraries() + "/*",
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        configuration.toString()),
                Map.of(),
                home.folder(),
                home.log("s3"),
                // Whoever shows no credentials is refused: the answer that we want.
                Probe.http(endpoints.s3() + "/", status -> status == 403));
    }
}
