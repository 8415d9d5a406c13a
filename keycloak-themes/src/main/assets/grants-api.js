// The person's grants, from Keycloak's REST beside this page, by a token for this page alone: the console keeps its own to itself. The token
// comes as the console's does, by a code with PKCE and without a question, for the person is signed in here. It is kept in memory only.
import { environment, keycloakUrl } from "./environment.js";

const { realm, clientId, baseUrl } = environment;
const realmUrl = `${keycloakUrl}/realms/${encodeURIComponent(realm)}`;
const PAGE = 200;
let token;
let person;

/** All of them, whatever has changed last first. */
export async function listGrants() {
  const grants = [];
  for (let page; page === undefined || page.length === PAGE; ) {
    page = await call("GET", `?first=${grants.length}&max=${PAGE}`);
    grants.push(...page);
  }
  return grants;
}

/** One of them with its history; `app` is the id of the app. */
export const readGrant = (app) => call("GET", `/${app}`);

/** Takes one permission back, and says what the grant is then. */
export const narrowGrant = (app, permission) => call("DELETE", `/${app}/permissions/${encodeURIComponent(permission)}`);

async function call(method, path) {
  token ??= await signInAgain();
  let answer = await send(method, path);
  if (answer.status === 401) {
    token = await signInAgain();
    answer = await send(method, path);
  }
  if (!answer.ok) {
    throw new Error(`grants: ${answer.status}`);
  }
  return answer.json();
}

const send = (method, path) =>
  fetch(`${realmUrl}/vibe/grants${path}`, { method, headers: { authorization: `Bearer ${token}` }, cache: "no-store" });

/** Whoever has become somebody else in another tab gets a page of their own, and nothing of theirs is done on this one. */
async function signInAgain() {
  const fresh = await signIn();
  const { sub } = JSON.parse(atob(fresh.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
  person ??= sub;
  if (sub !== person) {
    location.reload();
    throw new Error("grants: somebody else is signed in");
  }
  return fresh;
}

async function signIn() {
  const verifier = random();
  const state = random();
  const question = new URLSearchParams({
    client_id: clientId,
    redirect_uri: baseUrl,
    response_type: "code",
    response_mode: "query",
    scope: "openid",
    prompt: "none",
    state,
    code_challenge: base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))),
    code_challenge_method: "S256",
  });
  const arrived = new URL((await fetch(`${realmUrl}/protocol/openid-connect/auth?${question}`, { cache: "no-store" })).url);
  const code = arrived.searchParams.get("code");
  if (code === null || arrived.searchParams.get("state") !== state) {
    throw new Error(`grants: ${arrived.searchParams.get("error")}`);
  }
  const answer = await fetch(`${realmUrl}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: clientId,
      redirect_uri: baseUrl,
      code,
      code_verifier: verifier,
    }),
  });
  if (!answer.ok) {
    throw new Error(`grants: ${answer.status}`);
  }
  return (await answer.json()).access_token;
}

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
