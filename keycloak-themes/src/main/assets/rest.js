// Keycloak's REST beside a console's page, by a token for what we add to it alone: the console keeps its own to itself. The token comes as
// the console's does, by a code with PKCE and without a question, for whoever reads the page is signed in. It is kept in memory only.
import { consoleUrl, environment, keycloakUrl } from "./environment.js";
import { spoken } from "./grants-words.js";

const { realm, clientId } = environment;
const protocolUrl = `${keycloakUrl}/realms/${encodeURIComponent(realm)}/protocol/openid-connect`;
const PAGE = 200;
let token;
let person;

/** What is said there; an Error where it is no. */
export async function call(method, url) {
  token ??= await signInAgain();
  let answer = await send(method, url);
  if (answer.status === 401) {
    token = await signInAgain();
    answer = await send(method, url);
  }
  if (!answer.ok) {
    throw new Error(`${method} ${url}: ${answer.status}`);
  }
  return answer.json();
}

/** A list, whole, that comes in pages. */
export async function list(url, parameters = {}) {
  const items = [];
  for (let page; page === undefined || page.length === PAGE; ) {
    page = await call("GET", `${url}?${new URLSearchParams({ ...parameters, first: items.length, max: PAGE })}`);
    items.push(...page);
  }
  return items;
}

/** The browser's own languages need not be the one that the console is in. */
const send = (method, url) =>
  fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(spoken() && { "accept-language": spoken() }) },
    cache: "no-store",
  });

/** Whoever has become somebody else in another tab gets a page of their own, and nothing of theirs is done on this one. */
async function signInAgain() {
  const { access_token, id_token } = await signIn();
  const { sub } = JSON.parse(atob(id_token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
  person ??= sub;
  if (sub !== person) {
    location.reload();
    throw new Error("somebody else is signed in");
  }
  return access_token;
}

async function signIn() {
  const verifier = random();
  const state = random();
  const question = new URLSearchParams({
    client_id: clientId,
    redirect_uri: consoleUrl,
    response_type: "code",
    response_mode: "query",
    scope: "openid",
    prompt: "none",
    state,
    code_challenge: base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))),
    code_challenge_method: "S256",
  });
  const arrived = new URL((await fetch(`${protocolUrl}/auth?${question}`, { cache: "no-store" })).url);
  const code = arrived.searchParams.get("code");
  if (code === null || arrived.searchParams.get("state") !== state) {
    throw new Error(`sign-in: ${arrived.searchParams.get("error")}`);
  }
  const answer = await fetch(`${protocolUrl}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: clientId,
      redirect_uri: consoleUrl,
      code,
      code_verifier: verifier,
    }),
  });
  if (!answer.ok) {
    throw new Error(`sign-in: ${answer.status}`);
  }
  return answer.json();
}

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
