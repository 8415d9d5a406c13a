package cloud.vibe.keycloak.consent;

/** A client scope that an app asks for and a person must know of; a required one can only be had or left together with the app. */
record AskedScope(String name, boolean required) {}
