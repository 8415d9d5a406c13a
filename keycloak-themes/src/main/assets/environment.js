// What the account console's page says of itself.
export const environment = JSON.parse(document.getElementById("environment").textContent);

/** Where Keycloak is, without a slash at its end. */
export const keycloakUrl = environment.serverBaseUrl.replace(/\/$/, "");
