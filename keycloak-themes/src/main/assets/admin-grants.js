// The admin console shows what a person has allowed which app, and since when (Users, a person, Consents). This says until when, what became
// of it, and which apps had access once. Whatever fails here leaves Keycloak's page as it is.
import { element } from "./elements.js";
import { environment } from "./environment.js";
import { lasting } from "./grants-history.js";
import { follow, history, namesOf, removeAdded, section } from "./grants-view.js";
import { speak, words } from "./grants-words.js";
import { call, list } from "./rest.js";

const ADMIN = `${environment.adminBaseUrl.replace(/\/$/, "")}/admin`;
const PLACE = /^#\/([^/?]+)\/users\/([^/?]+)\/consents(?=[/?]|$)/;
let language;

/** Where the console shows a person's consents, once it has read them; else undefined. */
function place() {
  const [, realm, person] = PLACE.exec(location.hash) ?? [];
  const panel = realm && document.querySelector("section[role=tabpanel]:not([hidden]):has(table, [data-testid=empty-state])");
  return panel ? { realm: decodeURIComponent(realm), person: decodeURIComponent(person), panel } : undefined;
}

/** Whose it is, and of each row the app and its two dates: all that changes when something is granted or revoked, and nothing that opens. */
function state() {
  const here = place();
  const rows = here ? [...here.panel.querySelectorAll("tbody tr")] : [];
  const cells = rows.flatMap(({ cells }) => [0, 2, 3].map((column) => cells[column]?.textContent));
  return here ? [here.realm, here.person, ...cells].join("\n") : "";
}

async function draw(isLatest) {
  const { realm, person } = place();
  const grantsUrl = `${ADMIN}/realms/${encodeURIComponent(realm)}/vibe/grants`;
  language ??= await languageOfConsole();
  speak(language);
  const [grants, say] = await Promise.all([list(grantsUrl, { person }), words()]);
  if (!isLatest()) {
    return;
  }
  removeAdded();
  const names = namesOf(grants);
  const show = (title, grant) => history(title, () => call("GET", `${grantsUrl}/${grant.id}`), names, say);
  const active = grants.filter(({ status }) => status === "active");
  const ended = grants.filter(({ status }) => status !== "active");
  if (active.length > 0) {
    const histories = active.map((grant) => show([...named(grant), ` · ${lasting(grant, say)}`], grant));
    place().panel.append(section("vibe-active", say("vibe.grant.active"), histories));
  }
  if (ended.length > 0) {
    const histories = ended.map((grant) => show(named(grant), grant));
    place().panel.append(section("vibe-earlier", say("vibe.grant.earlier"), histories));
  }
}

/** An app's name says what the app likes; what an admin knows it by, and what Keycloak's table shows, is its client id. */
const named = ({ app: { name, clientId } }) =>
  name === clientId ? [element("bdi", "", name)] : [element("bdi", "", name), " ", element("bdi", "vibe-client", clientId)];

/** The console asks the same when it starts. */
async function languageOfConsole() {
  const realm = encodeURIComponent(environment.realm);
  return (await call("GET", `${ADMIN}/${realm}/console/whoami?currentRealm=${realm}`)).locale;
}

follow(state, draw);
