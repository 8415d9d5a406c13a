// Keycloak's list of apps says since when an app may do what. This says until when, takes single permissions back, and tells the history;
// and which apps had access once. Whatever fails here leaves Keycloak's list as it is.
import { element, group, opens, saying } from "./elements.js";
import { listGrants, narrowGrant, readGrant } from "./grants-api.js";
import { lasting, lines } from "./grants-history.js";
import { moment, words } from "./grants-words.js";

const LIST = "applications-list";
const ADDED = "vibe-grant";
let shown = "";
let turn = 0;
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

function watch() {
  const now = state();
  if (now !== shown) {
    shown = now;
    if (now !== "") {
      draw().catch((error) => {
        removeAdded();
        console.warn(error);
      });
    }
  }
}

async function draw() {
  const mine = ++turn;
  const [grants, say] = await Promise.all([listGrants(), words()]);
  const list = document.getElementById(LIST);
  if (mine !== turn || list === null) {
    return;
  }
  // Whatever has changed last comes first, and a client id can be that of another app by now.
  names = new Map(grants.toReversed().map(({ app }) => [app.clientId, app.name]));
  removeAdded();
  for (const grant of grants.filter(({ status, app }) => status === "active" && !app.removed)) {
    const details = document.getElementById(`content-${grant.app.clientId}`)?.querySelector("dl");
    details?.append(
      permissions(grant, say),
      group(ADDED, say("vibe.grant.lasting"), lasting(grant, say)),
      group(ADDED, say("vibe.grant.history"), history(grant, say("vibe.grant.show"), say)),
    );
  }
  const ended = grants.filter(({ status }) => status !== "active");
  if (ended.length > 0) {
    list.after(earlier(ended, say));
  }
}

const removeAdded = () => document.querySelectorAll(`.${ADDED}`).forEach((old) => old.remove());

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
      narrowed = await narrowGrant(grant.app.id, name);
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
    list.querySelector(".vibe-history").replaceWith(history(grant, say("vibe.grant.show"), say));
    const said = fresh.querySelector(".vibe-said");
    said.textContent = words;
    said.focus();
  }
}

const textOf = (grant, name) => grant.permissions.find((one) => one.name === name)?.text ?? name;

function earlier(grants, say) {
  const heading = element("h2", "pf-v5-c-title pf-m-xl", say("vibe.grant.earlier"));
  heading.id = "vibe-earlier";
  const items = grants.map((grant) => element("li", "", history(grant, grant.app.name, say)));
  const section = element("section", `${ADDED} vibe-earlier`, heading, listed("ul", items));
  section.setAttribute("aria-labelledby", heading.id);
  return section;
}

function history(grant, title, say) {
  const read = async () => {
    const items = lines(await readGrant(grant.app.id), names, say).map(({ at, what }) => {
      const time = element("time", "", moment(at));
      time.dateTime = at;
      return element("li", "", time, element("span", "", what));
    });
    return listed("ol", items);
  };
  return opens(title, read, say("vibe.grant.failed"));
}

/** A list without marks, which is one to every screen reader all the same. */
function listed(name, items) {
  const list = element(name, "", ...items);
  list.setAttribute("role", "list");
  return list;
}

new MutationObserver(watch).observe(document.getElementById("app"), { childList: true, subtree: true });
watch();
