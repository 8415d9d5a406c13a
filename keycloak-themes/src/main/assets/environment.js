// What the page of one of Keycloak's consoles says of itself.
export const environment = JSON.parse(document.getElementById("environment").textContent);

/** Which console it is, by the type of its theme: "account" or "admin". */
export const consoleType = document.body.dataset.pageId;

/** Where the console is, which is where its sign-ins come back to. */
export const consoleUrl = new URL(environment.baseUrl ?? environment.consoleBaseUrl, location.href).href;

/** Where Keycloak is, without a slash at its end. */
export const keycloakUrl = environment.authServerUrl.replace(/\/$/, "");
