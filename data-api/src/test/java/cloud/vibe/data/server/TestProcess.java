package cloud.vibe.data.server;

import io.dropwizard.configuration.ResourceConfigurationSourceProvider;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import io.dropwizard.testing.DropwizardTestSupport;
import jakarta.ws.rs.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.model.Resource;

/** The process in this JVM, from the packaged configuration and an environment of the test's. */
public final class TestProcess {
    private final DropwizardTestSupport<VibeConfiguration> support;

    private TestProcess(DropwizardTestSupport<VibeConfiguration> support) {
        this.support = support;
    }

    public static TestProcess start(Map<String, String> environment) throws Exception {
        DropwizardTestSupport<VibeConfiguration> support =
                new DropwizardTestSupport<>(VibeApplication.class, configuration(environment));
        support.before();
        return new TestProcess(support);
    }

    static VibeConfiguration configuration(Map<String, String> environment) throws Exception {
        return new YamlConfigurationFactory<>(
                        VibeConfiguration.class, Validators.newValidator(), Jackson.newObjectMapper(), "dw")
                .build(
                        new SubstitutingSourceProvider(
                                new ResourceConfigurationSourceProvider(), EnvironmentSubstitutor.of(environment)),
                        StartCommand.CONFIGURATION);
    }

    /** What the router knows, as method and path, written as the API's description writes them. */
    public Set<String> routes() {
        ResourceConfig known = support.getEnvironment().jersey().getResourceConfig();
        return Stream.concat(
                        known.getClasses().stream(),
                        known.getInstances().stream().map(Object::getClass))
                .filter(type -> type.isAnnotationPresent(Path.class))
                .flatMap(type -> routes("", Resource.from(type)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> routes(String parent, Resource resource) {
        String path = parent + "/" + resource.getPath().replaceFirst("^/", "");
        String written = path.replaceAll("\\{(\\w+)\\s*:[^/]*}", "{$1}");
        return Stream.concat(
                resource.getResourceMethods().stream().map(method -> method.getHttpMethod() + " " + written),
                resource.getChildResources().stream().flatMap(child -> routes(path, child)));
    }

    public int port() {
        return support.getLocalPort();
    }

    public int adminPort() {
        return support.getAdminPort();
    }

    public void stop() {
        support.after();
    }
}
