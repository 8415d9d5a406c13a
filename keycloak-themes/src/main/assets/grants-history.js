// What became of a grant, a line for each version.
import { moment, several } from "./grants-words.js";

/** The lines of a grant with its history, the newest first: when, and what. `apps` has the names of apps by their client ids. */
export const lines = (grant, apps, say) =>
  grant.history.map((version, place) => ({
    at: version.at,
    what: what(grant, version, grant.history[place + 1], apps, say),
  }));

/** How long a grant lasts. */
export function lasting({ until, forOneSignIn }, say) {
  if (forOneSignIn) {
    return say("vibe.grant.once");
  }
  return until ? say("vibe.grant.until", moment(until)) : say("vibe.grant.forever");
}

function what(grant, version, before, apps, say) {
  const names = (permissions) => several(permissions.map((name) => grant.texts[name] ?? name));
  switch (version.cause) {
    case "answered":
      return [
        version.permissions.length > 0 ? say("vibe.grant.allowed", names(version.permissions)) : say("vibe.grant.letIn"),
        ...(version.until ? [say("vibe.grant.until", moment(version.until))] : []),
        ...(version.appVersion ? [say("vibe.grant.version", version.appVersion)] : []),
      ].join(" · ");
    case "withdrawn": {
      const [by, app] = where(version.screen ?? "account");
      if (version.status !== "active") {
        return say(`vibe.grant.ended.${by}`, apps.get(app) ?? app);
      }
      const lost = before?.permissions.filter((name) => !version.permissions.includes(name)) ?? [];
      return say(`vibe.grant.narrowed.${by}`, names(lost), apps.get(app) ?? app);
    }
    case "expired":
      return say("vibe.grant.expired");
    case "app_gone":
      return say("vibe.grant.appGone");
    case "person_gone":
      return say("vibe.grant.personGone");
    case "reconciled":
      return say("vibe.grant.reconciled");
    default:
      return version.cause;
  }
}

/** Where it was taken back: on the account page, by an admin, or in the app with this client id. */
function where(screen) {
  return screen.startsWith("app ") ? ["app", screen.slice("app ".length)] : [screen === "admin" ? "admin" : "account"];
}
