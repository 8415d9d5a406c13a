package cloud.vibe.data.server;

import cloud.vibe.data.access.AccessResource;
import cloud.vibe.data.access.AclResource;
import cloud.vibe.data.access.GroupsResource;
import cloud.vibe.data.access.MembersResource;
import cloud.vibe.data.access.MembershipsResource;
import cloud.vibe.data.auth.AuthResource;
import cloud.vibe.data.auth.AuthorizationServer;
import cloud.vibe.data.blob.Bucket;
import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.caller.Callers;
import cloud.vibe.data.caller.EventTokens;
import cloud.vibe.data.caller.IdentityKeys;
import cloud.vibe.data.caller.NodeProofs;
import cloud.vibe.data.caller.ProofMemory;
import cloud.vibe.data.caller.Proofs;
import cloud.vibe.data.certificate.CertificateKeys;
import cloud.vibe.data.certificate.CertificatesResource;
import cloud.vibe.data.certificate.VerificationResource;
import cloud.vibe.data.change.LiveChanges;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.database.Instance;
import cloud.vibe.data.database.Pools;
import cloud.vibe.data.database.Retention;
import cloud.vibe.data.database.SharedProofs;
import cloud.vibe.data.document.BulkResource;
import cloud.vibe.data.document.DocumentChangesResource;
import cloud.vibe.data.document.DocumentResource;
import cloud.vibe.data.document.DocumentsResource;
import cloud.vibe.data.document.RestoreResource;
import cloud.vibe.data.document.VersionsResource;
import cloud.vibe.data.edge.EdgesResource;
import cloud.vibe.data.edge.GraphResource;
import cloud.vibe.data.grant.ComparisonsResource;
import cloud.vibe.data.grant.EventsResource;
import cloud.vibe.data.grant.GrantsResource;
import cloud.vibe.data.grant.IdentityGrants;
import cloud.vibe.data.grant.Merger;
import cloud.vibe.data.grant.RevokeResource;
import cloud.vibe.data.identity.DidDocumentsResource;
import cloud.vibe.data.identity.IdentitiesResource;
import cloud.vibe.data.identity.LinkedKeysResource;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.query.QueryResource;
import cloud.vibe.data.search.SearchResource;
import cloud.vibe.data.type.IndexBuilder;
import cloud.vibe.data.type.SchemaBook;
import cloud.vibe.data.type.TypeIndexesResource;
import cloud.vibe.data.type.TypeSettingsResource;
import cloud.vibe.data.type.TypesResource;
import io.dropwizard.auth.AuthValueFactoryProvider;
import io.dropwizard.configuration.ResourceConfigurationSourceProvider;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.EnumSet;
import org.eclipse.jetty.util.component.LifeCycle;
import org.glassfish.jersey.server.ServerProperties;

/** The map of the process: what there is, and what is wired to what. */
public final class VibeApplication extends Application<VibeConfiguration> {
    public static void main(String[] arguments) throws Exception {
        new VibeApplication().run(arguments);
    }

    @Override
    public String getName() {
        return "data-api";
    }

    @Override
    public void initialize(Bootstrap<VibeConfiguration> bootstrap) {
        bootstrap.setConfigurationSourceProvider(new SubstitutingSourceProvider(
                new ResourceConfigurationSourceProvider(), EnvironmentSubstitutor.of(System.getenv())));
        bootstrap.addCommand(new MigrateCommand());
    }

    @Override
    protected void addDefaultCommands(Bootstrap<VibeConfiguration> bootstrap) {
        bootstrap.addCommand(new StartCommand(this));
    }

    @Override
    public void run(VibeConfiguration configuration, Environment environment) throws Exception {
        Clock clock = Clock.systemUTC();
        DidDomain domain = configuration.didDomain();

        IdentityKeys keys = new IdentityKeys(configuration.identity().jwksUrl(), clock);
        EventTokens events = new EventTokens(keys, configuration.identity());

        Pools pools = new Pools(configuration.database(), environment.metrics());
        environment.lifecycle().manage(new AutoCloseableManager(pools));
        ProofMemory shown = switch (configuration.proofs().memory()) {
            case NODE -> new NodeProofs(clock);
            case SHARED -> new SharedProofs(pools.forProofs(), clock);
        };
        Proofs proofs = new Proofs(configuration.proofs().url(), shown, clock);
        Callers callers = new Callers(keys, configuration.identity(), proofs, clock);
        InstanceGuard guard = new InstanceGuard(new Instance(pools.forStream()), domain, VibeApplication::refuse);
        environment.lifecycle().manage(guard);
        guard.begin();

        CallerDatabase database = pools.forCallers();
        LiveChanges changes =
                new LiveChanges(pools.forStream(), database, callers, domain, clock, environment.metrics());
        changes.serve(environment.getApplicationContext(), guard::isOurs);
        environment.lifecycle().manage(changes);
        environment.lifecycle().addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStopping(LifeCycle server) {
                changes.sayGoodbye();
            }
        });

        Retention.of(pools.forStream()).forEach(environment.lifecycle()::manage);
        environment.lifecycle().manage(IndexBuilder.of(pools.forStream()));
        environment.lifecycle().manage(Merger.of(pools.forStream(), environment.metrics()));

        Bucket bucket = new Bucket(configuration.s3());

        environment.jersey().register(new UnversionedPaths());
        environment.jersey().register(new HeadRequests());
        environment.jersey().register(new CallerFeature(callers));
        environment.jersey().register(new AuthValueFactoryProvider.Binder<>(Caller.class));
        environment.jersey().register(new ProblemMapper());
        environment.jersey().register(new MediaTypeFeature());
        // A place is given as a path: behind a proxy we do not know under which address the client sees us.
        environment.jersey().property(ServerProperties.LOCATION_HEADER_RELATIVE_URI_RESOLUTION_DISABLED, true);
        environment.jersey().register(new AnswerFilter());
        SchemaBook schemas = new SchemaBook(pools.forStream());
        environment.jersey().register(new DocumentResource(database, domain));
        environment.jersey().register(new DocumentsResource(database, domain, schemas, changes::committed));
        environment.jersey().register(new DocumentChangesResource(database, domain, schemas, changes::committed));
        environment.jersey().register(new QueryResource(database, pools.forStream(), domain, configuration.query()));
        environment.jersey().register(new TypesResource(database));
        environment.jersey().register(new TypeIndexesResource(database));
        environment.jersey().register(new TypeSettingsResource(database, schemas));
        environment.jersey().register(new SearchResource(database, domain));
        environment.jersey().register(new BulkResource(database, schemas, changes::committed));
        environment.jersey().register(new VersionsResource(database));
        environment.jersey().register(new RestoreResource(database, domain, changes::committed));
        environment.jersey().register(new AclResource(database, domain));
        environment.jersey().register(new AccessResource(database, domain));
        environment.jersey().register(new GroupsResource(database));
        environment.jersey().register(new MembersResource(database, domain));
        environment.jersey().register(new MembershipsResource(database, domain));
        environment.jersey().register(new EdgesResource(database, domain));
        environment.jersey().register(new GraphResource(database));
        CertificateKeys certificateKeys = CertificateKeys.of(configuration.certificates());
        environment.jersey().register(new CertificatesResource(database, certificateKeys, domain, clock));
        environment.jersey().register(new VerificationResource(database, certificateKeys, domain));
        environment.jersey().register(new DidDocumentsResource(database, domain));
        environment.jersey().register(new IdentitiesResource(database, domain));
        environment.jersey().register(new LinkedKeysResource(database, domain));
        IdentityGrants grants = new IdentityGrants(configuration.identity().grantsUrl());
        environment.jersey().register(new GrantsResource(database, pools.forEvents(), grants, domain));
        environment.jersey().register(new RevokeResource(database, pools.forEvents(), grants));
        environment
                .jersey()
                .register(new AuthResource(
                        new AuthorizationServer(configuration.identity().issuer())));
        environment
                .jersey()
                .register(new EventsResource(
                        events, pools.forEvents(), changes::grantChanged, changes::signedOut, environment.metrics()));
        environment.jersey().register(new ComparisonsResource(events, pools.forEvents()));
        environment
                .jersey()
                .register(new DescriptionResource(configuration.identity().issuer()));
        environment.jersey().register(new DocsResource());

        environment
                .servlets()
                .addFilter("browser", new BrowserFilter(guard::isOurs))
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        environment
                .servlets()
                .addFilter("body-pace", new BodyPaceFilter())
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        environment
                .admin()
                .addFilter("admin", new AdminFilter())
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        environment.getApplicationContext().insertHandler(new PlainPaths());
        environment.getApplicationContext().insertHandler(new UnreadBodies());
        environment.getApplicationContext().setErrorHandler(new ContainerErrors());
        environment.lifecycle().addServerLifecycleListener(server -> server.setErrorHandler(new ContainerErrors()));

        environment.healthChecks().register("database", new Health(database::requireAnswer));
        environment.healthChecks().register("identity-keys", new Health(keys::requireAny));
        environment.healthChecks().register("s3", new Health(bucket::require));
    }

    private static void refuse(Instance.WrongDomain wrong) {
        System.err.println(wrong.getMessage());
        System.exit(1);
    }
}
