package cloud.vibe.keycloak.identity;

import java.util.Set;
import java.util.UUID;

/** A person or an app, by the UUID that Keycloak gave it; a name or an address can change, this cannot. */
public sealed interface Principal {
    UUID id();

    /** The name of this principal in a cloud of that domain. */
    Did did(String domain);

    /** A Keycloak user. */
    record Person(UUID id) implements Principal {
        public static Person of(String userId) {
            return new Person(UUID.fromString(userId));
        }

        @Override
        public Did did(String domain) {
            return Did.web(domain, "people", id);
        }
    }

    /** A Keycloak client, by its internal UUID. */
    record App(UUID id) implements Principal {
        /** The attribute of a confidential client that works for an app by itself: the client id of that app. */
        public static final String OF_SIBLING = "vibe.app";

        private static final Set<String> KEYCLOAKS_OWN = Set.of(
                "account", "account-console", "admin-cli", "broker", "realm-management", "security-admin-console");

        /** Every client is an app, except those that Keycloak itself makes in a realm. */
        public static boolean isApp(String clientId) {
            return !KEYCLOAKS_OWN.contains(clientId);
        }

        public static App of(String clientUuid) {
            return new App(UUID.fromString(clientUuid));
        }

        @Override
        public Did did(String domain) {
            return Did.web(domain, "apps", id);
        }
    }
}
