package cloud.vibe.keycloak.database;

import cloud.vibe.keycloak.grant.GrantEntity;
import cloud.vibe.keycloak.grant.GrantHistoryEntity;
import cloud.vibe.keycloak.merge.MergeEntity;
import cloud.vibe.keycloak.outbox.OutboxEntity;
import java.util.List;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;

/** Our tables, and the changelog that makes them. */
final class Tables implements JpaEntityProvider {
    private final String factoryId;

    Tables(String factoryId) {
        this.factoryId = factoryId;
    }

    @Override
    public List<Class<?>> getEntities() {
        return List.of(GrantEntity.class, GrantHistoryEntity.class, MergeEntity.class, OutboxEntity.class);
    }

    @Override
    public String getChangelogLocation() {
        return "META-INF/vibe-changelog.xml";
    }

    @Override
    public String getFactoryId() {
        return factoryId;
    }

    @Override
    public void close() {}
}
