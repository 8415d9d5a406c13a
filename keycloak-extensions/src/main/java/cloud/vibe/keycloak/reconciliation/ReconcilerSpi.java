package cloud.vibe.keycloak.reconciliation;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Makes the reconciler known to Keycloak, so that it starts and stops with the server. */
public final class ReconcilerSpi implements Spi {
    @Override
    public boolean isInternal() {
        return true;
    }

    @Override
    public String getName() {
        return "vibe-reconciliation";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return Reconciler.class;
    }

    @Override
    public Class<? extends ProviderFactory<?>> getProviderFactoryClass() {
        return ReconcilerFactory.class;
    }
}
