// Keycloak's list of apps says since when an app may do what. This says until when, takes single permissions back, and tells the history;
// and which apps had access once. Whatever fails here leaves Keycloak's list as it is.
import { element, group, saying } from "./elements.js";
import { environment, keycloakUrl } from "./environment.js";
import { lasting } from "./grants-history.js";
import { ADDED, follow, history, namesOf, removeAdded, section } from "./grants-view.js";
import { words } from "./grants-words.js";
import { call, list as listAll } from "./rest.js";

const LIST = "applications-list";
const GRANTS = `${keycloakUrl}/realms/${encodeURIComponent(environment.realm)}/vibe/grants`;
let ids = 0;
/** What stands in a path as it is. */
const ADDRESSABLE = /^(?!\.{1,2}$)[^/\\;%]+$/;
/** The names of apps by their client ids, for the history of others. */
let names = new Map();

/** Which rows there are, and which of them can be removed: all that changes when something is granted or taken back. */
function state() {
  const rows = document.querySelectorAll(`#${LIST} [id^="content-"]`);
  return [...rows].map((row) => row.id + (row.querySelector("hr") ? "+" : "-")).join(" ");
}

async function draw(isLatest) {
  const [grants, say] = await Promise.all([listAll(GRANTS), words()]);
  const list = document.getElementById(LIST);
  if (!isLatest() || list === null) {
    return;
  }
  names = namesOf(grants);
  removeAdded();
  for (const grant of grants.filter(({ status, app }) => status === "active" && !app.removed)) {
    const details = document.getElementById(`content-${grant.app.clientId}`)?.querySelector("dl");
    details?.append(
      permissions(grant, say),
      group(ADDED, say("vibe.grant.lasting"), lasting(grant, say)),
      group(ADDED, say("vibe.grant.history"), historyOf(grant, say("vibe.grant.show"), say)),
    );
  }
  const ended = grants.filter(({ status }) => status !== "active");
  if (ended.length > 0) {
    const title = say("vibe.grant.earlier");
    list.after(section("vibe-earlier", title, ended.map((grant) => historyOf(grant, grant.app.name, say))));
  }
}

/** With the id of the app. */
const historyOf = (grant, title, say) => history(title, () => call("GET", `${GRANTS}/${grant.app.id}`), names, say);

const permissions = (grant, say) =>
  group(`${ADDED} vibe-permissions`, say("hasAccessTo"), ...grant.permissions.map((one) => permission(grant, one, say)), saying());

/** What the app may do; with a button where it can do without, and where that takes something away. */
function permission(grant, { name, text, required, impliedBy }, say) {
  const words = element("span", "", text);
  if (required || impliedBy || !ADDRESSABLE.test(name)) {
    const why = required ? [say("vibe.grant.needed")] : impliedBy ? [say("vibe.grant.implied", textOf(grant, impliedBy))] : [];
    return element("p", "vibe-permission", words, ...why.map((reason) => element("span", "vibe-needed", reason)));
  }
  const button = element("button", "pf-v5-c-button pf-m-link pf-m-inline", say("vibe.grant.takeBack"));
  button.type = "button";
  button.id = `vibe-take-back-${++ids}`;
  words.id = `${button.id}-words`;
  button.setAttribute("aria-labelledby", `${button.id} ${words.id}`);
  button.addEventListener("click", async () => {
    button.disabled = true;
    const list = button.closest("dl");
    let narrowed;
    try {
      narrowed = await call("DELETE", `${GRANTS}/${grant.app.id}/permissions/${encodeURIComponent(name)}`);
    } catch (error) {
      console.warn(error);
      button.disabled = false;
      button.focus();
      button.closest(".vibe-permissions").querySelector(".vibe-said").textContent = say("vibe.grant.failed");
      return;
    }
    redraw(list, narrowed, say, say("vibe.grant.takenBack", text));
  });
  return element("p", "vibe-permission", words, button);
}

/** After a change: what the app may do now, and a history to be read anew. Nothing where all of it has been taken away meanwhile. */
function redraw(list, grant, say, words) {
  const old = list.querySelector(".vibe-permissions");
  if (old !== null) {
    const fresh = permissions(grant, say);
    old.replaceWith(fresh);
    list.querySelector(".vibe-history").replaceWith(historyOf(grant, say("vibe.grant.show"), say));
    const said = fresh.querySelector(".vibe-said");
    said.textContent = words;
    said.focus();
  }
}

const textOf = (grant, name) => grant.permissions.find((one) => one.name === name)?.text ?? name;

follow(state, draw);
