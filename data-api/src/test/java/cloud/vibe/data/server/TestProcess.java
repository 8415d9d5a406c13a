package cloud.vibe.data.server;

import io.dropwizard.configuration.ResourceConfigurationSourceProvider;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import io.dropwizard.testing.DropwizardTestSupport;
import java.util.Map;

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
