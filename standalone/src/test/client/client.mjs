// An app on a standard OpenID Connect library, as anybody would write it: it knows an issuer, its own client id and a resource, and nothing
// else of the cloud that it talks to. It does what it is told, a line of JSON each, and answers with a line of JSON.
import * as client from 'openid-client';
import { createHash, randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { SignJWT, exportJWK } from 'jose';

const { ISSUER, CLIENT_ID, REDIRECT_URI, RESOURCE, SCOPE } = process.env;

// The cloud of the tests speaks http on this machine.
const config = await client.discovery(new URL(ISSUER), CLIENT_ID, undefined, client.None(), {
  execute: [client.allowInsecureRequests],
});
const keys = await client.randomDPoPKeyPair();
const DPoP = client.getDPoPHandle(config, keys);
let pending;
let shown;
let tokens;

const keep = (fresh) => {
  tokens = {
    type: fresh.token_type,
    access: fresh.access_token,
    refresh: fresh.refresh_token,
    id: fresh.id_token ?? tokens?.id,
    subject: fresh.claims()?.sub ?? tokens?.subject,
  };
  return tokens;
};

const verbs = {
  metadata: async () => config.serverMetadata(),

  begin: async () => {
    const verifier = client.randomPKCECodeVerifier();
    pending = { pkceCodeVerifier: verifier, expectedState: client.randomState(), expectedNonce: client.randomNonce() };
    const url = await client.buildAuthorizationUrlWithPAR(
      config,
      {
        redirect_uri: REDIRECT_URI,
        scope: SCOPE,
        state: pending.expectedState,
        nonce: pending.expectedNonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      },
      { DPoP },
    );
    return { url: url.href };
  },

  finish: async ({ callback }) =>
    keep(await client.authorizationCodeGrant(config, new URL(callback), { ...pending, idTokenExpected: true }, undefined, { DPoP })),

  call: async ({ method = 'GET', path = '', query = '', body = null }) => {
    const headers = new Headers(body === null ? {} : { 'content-type': 'application/json' });
    const url = path === '' ? new URL(RESOURCE + query) : new URL(path, RESOURCE);
    const response = await client.fetchProtectedResource(config, tokens.access, url, method, body, headers, { DPoP });
    const text = await response.text();
    return { status: response.status, json: text === '' ? null : JSON.parse(text) };
  },

  // What the library never would: shows a proof that was made for another request, or one that was shown before.
  show: async ({ method, url, htu, htm = method, again = 'no', key = 'own' }) => {
    const pair = key === 'own' ? keys : await client.randomDPoPKeyPair();
    shown =
      again === 'yes'
        ? shown
        : await new SignJWT({ htu, htm, ath: createHash('sha256').update(tokens.access).digest('base64url') })
            .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(pair.publicKey) })
            .setJti(randomUUID())
            .setIssuedAt()
            .sign(pair.privateKey);
    const response = await fetch(url, { method, headers: { authorization: `DPoP ${tokens.access}`, dpop: shown } });
    return { status: response.status };
  },

  userInfo: async () => client.fetchUserInfo(config, tokens.access, tokens.subject, { DPoP }),

  refresh: async () => keep(await client.refreshTokenGrant(config, tokens.refresh, undefined, { DPoP })),

  revoke: async ({ which }) => {
    await client.tokenRevocation(config, tokens[which]);
    return {};
  },

  logout: async ({ to }) => {
    const url = client.buildEndSessionUrl(config, { id_token_hint: tokens.id, post_logout_redirect_uri: to });
    return { url: url.href };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { verb, ...options } = JSON.parse(line);
  let answer;
  try {
    answer = await verbs[verb](options);
  } catch (error) {
    const challenges = Array.isArray(error.cause) ? error.cause : [];
    answer = { failure: error.error ?? error.code ?? error.name, says: error.message, status: error.status, challenges };
  }
  console.log(JSON.stringify(answer));
}
