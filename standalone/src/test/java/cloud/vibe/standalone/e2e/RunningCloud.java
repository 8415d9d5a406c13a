package cloud.vibe.standalone.e2e;

import cloud.vibe.standalone.cloud.Cloud;
import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.kernel.Json;
import cloud.vibe.standalone.kernel.Ports;
import cloud.vibe.standalone.kernel.Refusal;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One whole cloud for all journeys of a test run: new data, free ports, beside any other that runs. */
public final class RunningCloud implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningCloud.Stack.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(RunningCloud.class))
                .computeIfAbsent(Stack.class, key -> Stack.start(), Stack.class);
    }

    /** What {@code stack.json} says, read anew at each question because pids change. */
    public record Stack(Cloud cloud, Home home) implements AutoCloseable {
        private static Stack start() {
            Installation installation = new Installation(Path.of(".."));
            Home home = new Home(Path.of("target/e2e"));
            Cloud cloud = new Cloud(installation, home, freePorts(), System.out);
            Runtime.getRuntime().addShutdownHook(new Thread(cloud::close, "stop"));
            try {
                cloud.start(true);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return new Stack(cloud, home);
        }

        public Endpoints endpoints() {
            return cloud.endpoints();
        }

        public JsonNode json() {
            try {
                return Json.MAPPER.readTree(home.stack().toFile());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public String email(int person) {
            return json().path("people").path(person).path("email").asText();
        }

        public String password(int person) {
            return json().path("people").path(person).path("password").asText();
        }

        @Override
        public void close() {
            cloud.close();
        }

        private static Ports freePorts() {
            return IntStream.iterate(300, offset -> offset + 10)
                    .mapToObj(Ports::new)
                    .filter(Stack::free)
                    .findFirst()
                    .orElseThrow();
        }

        private static boolean free(Ports ports) {
            try {
                ports.requireFree();
                return true;
            } catch (Refusal taken) {
                return false;
            }
        }
    }
}
