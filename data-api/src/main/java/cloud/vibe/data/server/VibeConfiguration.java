package cloud.vibe.data.server;

import cloud.vibe.data.blob.S3Configuration;
import cloud.vibe.data.caller.IdentityConfiguration;
import cloud.vibe.data.caller.ProofConfiguration;
import cloud.vibe.data.certificate.CertificateConfiguration;
import cloud.vibe.data.database.DatabaseConfiguration;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.query.QueryConfiguration;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.Configuration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;

/** Everything that can be set, one part a room. The packaged {@code vibe.yml} fills it from the environment. */
public final class VibeConfiguration extends Configuration {
    @NotEmpty
    @JsonProperty
    private String didDomain = "";

    @Valid
    @JsonProperty
    private IdentityConfiguration identity = new IdentityConfiguration();

    @Valid
    @JsonProperty
    private ProofConfiguration proofs = new ProofConfiguration();

    @Valid
    @JsonProperty
    private DatabaseConfiguration database = new DatabaseConfiguration();

    @Valid
    @JsonProperty
    private S3Configuration s3 = new S3Configuration();

    @Valid
    @JsonProperty
    private QueryConfiguration query = new QueryConfiguration();

    @Valid
    @JsonProperty
    private CertificateConfiguration certificates = new CertificateConfiguration();

    DidDomain didDomain() {
        return new DidDomain(didDomain);
    }

    IdentityConfiguration identity() {
        return identity;
    }

    ProofConfiguration proofs() {
        return proofs;
    }

    DatabaseConfiguration database() {
        return database;
    }

    QueryConfiguration query() {
        return query;
    }

    S3Configuration s3() {
        return s3;
    }

    CertificateConfiguration certificates() {
        return certificates;
    }
}
