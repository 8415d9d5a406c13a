// Keycloak's own watch, without inline scripts: a sign-in in another tab moves this page on, and a page of a replaced sign-in reloads.
// The path leads out of assets/<hash>/ to the file that Keycloak's base theme serves under its own version.
import { checkAuthSession, startSessionPolling } from "../../js/authChecker.js";

const { ssoUrl, authSession } = document.body.dataset;
if (ssoUrl) {
  startSessionPolling(ssoUrl);
}
if (authSession) {
  checkAuthSession(authSession);
}
