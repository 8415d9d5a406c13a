// Keycloak's list of apps says what an app may do and since when. This adds until when, what can be taken back by itself, and the history;
// and which apps had access once. Whatever fails here leaves Keycloak's list as it is.
import { listGrants, narrowGrant, readGrant } from "./grants-api.js";
import { lasting, lines } from "./grants-history.js";
import { words } from "./grants-words.js";

const LIST = "applications-list";
const ADDED = "vibe-grant";
let shown = "";
let turn = 0;
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
      draw().catch((error) => console.warn(error));
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
  names = new Map(grants.map(({ app }) => [app.clientId, app.name]));
  document.querySelectorAll(`.${ADDED}`).forEach((old) => old.remove());
  const active = grants.filter(({ status }) => status === "active");
  for (const grant of active) {
    document.getElementById(`content-${grant.app.clientId}`)?.querySelector("dl")?.append(...details(grant, say));
  }
  const ended = grants.filter(({ status }) => status !== "active");
  if (ended.length > 0) {
    list.after(earlier(ended, say));
  }
}

function details(grant, say) {
  const optional = grant.permissions.filter(({ required }) => !required);
  return [
    group(say("vibe.grant.lasting"), lasting(grant, say)),
    ...(optional.length > 0 ? [group(say("vibe.grant.optional"), ...optional.map((one) => takeBack(grant, one, say)))] : []),
    group(say("vibe.grant.history"), history(grant, say("vibe.grant.show"), say)),
  ];
}

function takeBack(grant, { name, text }, say) {
  const button = element("button", "pf-v5-c-button pf-m-link pf-m-inline", say("vibe.grant.takeBack"));
  button.type = "button";
  button.setAttribute("aria-label", `${say("vibe.grant.takeBack")}: ${text}`);
  const line = element("p", "vibe-optional", element("span", "", text), button);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await narrowGrant(grant.app.id, name);
      const list = line.closest("dl");
      hideKeycloaks(list, text);
      list.querySelector(".vibe-history").replaceWith(history(grant, say("vibe.grant.show"), say));
      report(line, say("vibe.grant.takenBack", text));
    } catch {
      button.disabled = false;
      report(line, say("vibe.grant.failed"), button);
    }
  });
  return line;
}

/** Keycloak's own line for it goes as well; its list is read again only when the page is. */
function hideKeycloaks(list, text) {
  for (const description of list.querySelectorAll(`dd:not(.${ADDED} dd)`)) {
    description.hidden ||= description.textContent.trim() === text;
  }
}

/** Says in place of a line, or behind it, what has happened; read out, and with the focus where the button is gone. */
function report(line, text, button) {
  const said = element("span", "vibe-said", text);
  said.setAttribute("role", "status");
  said.tabIndex = -1;
  line.querySelector(".vibe-said")?.remove();
  if (button) {
    line.append(said);
  } else {
    line.replaceChildren(said);
    said.focus();
  }
}

function earlier(grants, say) {
  const heading = element("h2", "pf-v5-c-title pf-m-xl", say("vibe.grant.earlier"));
  return element("section", `${ADDED} vibe-earlier`, heading, ...grants.map((grant) => history(grant, grant.app.name, say)));
}

/** Read when it is opened. */
function history(grant, title, say) {
  const summary = element("summary", "", title);
  const whole = element("details", "vibe-history", summary);
  whole.addEventListener(
    "toggle",
    async () => {
      try {
        const read = lines(await readGrant(grant.app.id), names, say);
        whole.append(element("ol", "", ...read.map(line)));
      } catch {
        whole.append(element("p", "", say("vibe.grant.failed")));
      }
    },
    { once: true },
  );
  return whole;
}

const line = ({ at, what }) => element("li", "", element("time", "", at), element("span", "", what));

/** A line of Keycloak's description list. */
function group(term, ...descriptions) {
  return element(
    "div",
    `pf-v5-c-description-list__group ${ADDED}`,
    element("dt", "pf-v5-c-description-list__term", element("span", "pf-v5-c-description-list__text", term)),
    ...descriptions.map((one) => {
      const text = element("div", "pf-v5-c-description-list__text", one);
      return element("dd", "pf-v5-c-description-list__description", text);
    }),
  );
}

function element(name, classes, ...children) {
  const made = document.createElement(name);
  made.className = classes;
  made.append(...children);
  return made;
}

new MutationObserver(watch).observe(document.getElementById("app"), { childList: true, subtree: true });
watch();
