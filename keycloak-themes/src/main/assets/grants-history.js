// What became of a grant, a line for each version.
import { moment } from "./grants-words.js";

/** The lines of a grant with its history, the newest first: since when, and what. `apps` has the names of apps by their client ids. */
export function lines(grant, apps, say) {
  return grant.history.map((version, place) => ({
    at: moment(version.at),
    what: what(grant, version, grant.history[place + 1], apps, say),
  }));
}

/** How long a grant lasts. */
export function lasting({ until, forOneSignIn }, say) {
  if (forOneSignIn) {
    return say("vibe.grant.once");
  }
  return until ? say("vibe.grant.until", moment(until)) : say("vibe.grant.forever");
}

function what(grant, version, before, apps, say) {
  const names = (permissions) => permissions.map((name) => grant.texts[name] ?? name).join("; ");
  switch (version.cause) {
    case "answered":
      return [
        version.permissions.length > 0 ? say("vibe.grant.allowed", names(version.permissions)) : say("vibe.grant.letIn"),
        ...(version.until ? [say("vibe.grant.until", moment(version.until))] : []),
        ...(version.appVersion ? [say("vibe.grant.version", version.appVersion)] : []),
      ].join(" · ");
    case "withdrawn": {
      const [, by, app] = /^(account|admin|app)(?: (.*))?$/.exec(version.screen ?? "account");
      const where = apps.get(app) ?? app;
      if (version.status !== "active") {
        return say(`vibe.grant.ended.${by}`, where);
      }
      const lost = before?.permissions.filter((name) => !version.permissions.includes(name)) ?? [];
      return say(`vibe.grant.narrowed.${by}`, names(lost), where);
    }
    case "expired":
      return say("vibe.grant.expired");
    case "app_gone":
      return say("vibe.grant.appGone");
    default:
      return say("vibe.grant.reconciled");
  }
}
