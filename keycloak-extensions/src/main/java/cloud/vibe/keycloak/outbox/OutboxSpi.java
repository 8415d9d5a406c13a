package cloud.vibe.keycloak.outbox;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Makes the outbox known to Keycloak, so that the sender starts and stops with the server. */
public final class OutboxSpi implements Spi {
    static final String NAME = "vibe-outbox";

    @Override
    public boolean isInternal() {
        return true;
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return Outbox.class;
    }

    @Override
    public Class<? extends ProviderFactory<?>> getProviderFactoryClass() {
        return OutboxFactory.class;
    }
}
