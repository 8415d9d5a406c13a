import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { type AuthChange, VibeError, VibeSDK } from '../src/index.js';
import { Cloud } from './cloud/cloud.js';
import { contract } from './cloud/contract.js';

let cloud: Cloud;
beforeEach(async () => void (cloud = await Cloud.start()));
afterEach(() => cloud.stop());

test('a person signs in with PKCE and is who the token says', async () => {
  const { sdk, page, visit } = cloud.tab();
  await sdk.auth.signIn({ returnTo: '/?note=1', prompt: 'create' });

  const query = page.visited[0]!.searchParams;
  assert.equal(query.get('code_challenge_method'), 'S256');
  assert.equal(query.get('scope'), 'openid notes:read notes:write');
  assert.equal(query.get('prompt'), 'create');
  assert.ok(!query.has('vibe_guest'));
  assert.ok(query.get('state') && query.get('nonce'));

  visit();
  const { session, returnTo } = await sdk.auth.handleRedirect();
  const { claims } = contract('tokens/access-token.json');
  assert.equal(session?.person.did, claims.did);
  assert.equal(session?.person.id, claims.sub);
  assert.equal(session?.person.guest, false);
  assert.deepEqual(session?.permissions, claims.permissions);
  assert.ok(sdk.auth.has('notes:write'));
  assert.equal(returnTo, '/?note=1');
  assert.equal(page.href(), 'http://localhost:9799/?note=1');
});

test('a guest begins without an account, and the app can tell', async () => {
  cloud.identity.guest = true;
  const { sdk, page, visit } = cloud.tab();
  await sdk.auth.signIn({ guest: true });
  assert.equal(page.visited[0]!.searchParams.get('vibe_guest'), 'true');
  visit();
  assert.equal((await sdk.auth.handleRedirect()).session?.person.guest, true);
});

test('what the person has declined is not there', async () => {
  cloud.identity.consent = ['notes:read'];
  const { sdk } = await cloud.signedIn();
  assert.ok(sdk.auth.has('notes:read'));
  assert.ok(!sdk.auth.has('notes:write'));
});

test('an answer to a sign-in that this tab did not begin is refused, and its code is not redeemed', async () => {
  const attacker = cloud.tab();
  await attacker.sdk.auth.signIn();
  attacker.visit();
  const victim = cloud.tab();
  victim.page.replace(new URL(attacker.page.href()));

  await assert.rejects(victim.sdk.auth.handleRedirect(), { code: 'state_mismatch' });
  assert.equal(victim.sdk.auth.session, null);
  assert.equal(victim.page.href(), 'http://localhost:9799/');
  assert.notEqual((await attacker.sdk.auth.handleRedirect()).session, null);
});

test('a state of another sign-in of the same tab is refused', async () => {
  const { sdk, page, visit } = cloud.tab();
  await sdk.auth.signIn();
  visit();
  const answer = new URL(page.href());
  answer.searchParams.set('state', 'another');
  page.replace(answer);
  await assert.rejects(sdk.auth.handleRedirect(), { code: 'state_mismatch' });
});

test('an answer of another issuer is refused', async () => {
  cloud.identity.answeringIssuer = 'https://id.attacker.example/realms/vibe';
  await assert.rejects(cloud.signedIn(), { code: 'sign_in_failed' });
});

test('an answer can be used once', async () => {
  const { sdk, page, visit } = cloud.tab();
  await sdk.auth.signIn();
  visit();
  const answer = new URL(page.href());
  await sdk.auth.handleRedirect();
  page.replace(answer);
  await assert.rejects(sdk.auth.handleRedirect(), { code: 'state_mismatch' });
  assert.notEqual(sdk.auth.session, null);
});

test('"not now" is access_denied, and cleans the address', async () => {
  cloud.identity.consent = null;
  const { sdk, page, visit } = cloud.tab();
  await sdk.auth.signIn();
  visit();
  await assert.rejects(sdk.auth.handleRedirect(), {
    code: 'access_denied',
    detail: 'The person said not now',
  });
  assert.equal(sdk.auth.session, null);
  assert.equal(page.href(), 'http://localhost:9799/');
});

test('"not now" to more keeps the session that was there', async () => {
  const { sdk, visit } = await cloud.signedIn();
  cloud.identity.consent = null;
  await sdk.auth.signIn({ prompt: 'consent' });
  visit();
  await assert.rejects(sdk.auth.handleRedirect(), { code: 'access_denied' });
  assert.notEqual(sdk.auth.session, null);
});

test('the way back is a path, also where it begins with slashes', async () => {
  const { sdk, visit } = cloud.tab();
  await sdk.auth.signIn({ returnTo: 'http://localhost:9799//attacker.example/x' });
  visit();
  assert.equal((await sdk.auth.handleRedirect()).returnTo, '/attacker.example/x');
});

test('the way back never leads out of the app', async () => {
  const { sdk, page } = cloud.tab();
  for (const returnTo of [
    'https://attacker.example/',
    '//attacker.example/',
    'javascript:alert(1)',
    '/\\attacker.example',
  ]) {
    await assert.rejects(sdk.auth.signIn({ returnTo }), { code: 'invalid_options' }, returnTo);
  }
  assert.equal(page.visited.length, 0);
});

test('an identity server that does not answer is a network error', async () => {
  const { options, sdk } = cloud.tab();
  cloud.stop();
  await assert.rejects(sdk.auth.signIn(), { code: 'network' });
  const issuer = 'http://127.0.0.1:1/realms/vibe';
  await assert.rejects(new VibeSDK({ ...options, issuer }).auth.signIn(), { code: 'network' });
});

test('an identity server that is back is asked again', async () => {
  const broken = async () => new Response('nothing here', { status: 502 });
  let fetch: typeof globalThis.fetch = broken;
  const { sdk, page } = cloud.tab({ environment: { fetch: (input, init) => fetch(input, init) } });
  await assert.rejects(sdk.auth.signIn(), VibeError);
  fetch = globalThis.fetch;
  await sdk.auth.signIn();
  assert.equal(page.visited.length, 1);
});

test('a session outlives a reload', async () => {
  const { sdk, options } = await cloud.signedIn();
  const reloaded = new VibeSDK({
    ...options,
    environment: { ...options.environment, locks: cloud.tab().options.environment!.locks! },
  });
  const { session, returnTo } = await reloaded.auth.handleRedirect();
  assert.deepEqual(session, sdk.auth.session);
  assert.equal(returnTo, null);
});

test('a duplicated tab does not use its copy of the tokens', async () => {
  const { sdk, options } = await cloud.signedIn();
  let cleared = false;
  const copy = { ...options.tokenStore!, clear: () => void (cleared = true) };
  const duplicate = new VibeSDK({ ...options, tokenStore: copy });
  assert.equal((await duplicate.auth.handleRedirect()).session, null);
  assert.ok(cleared);
  assert.notEqual(sdk.auth.session, null);
});

test('signing out forgets the tokens first, and tells the identity server without a token in an address', async () => {
  const { sdk, page, options } = await cloud.signedIn();
  const changes: AuthChange[] = [];
  sdk.auth.onChange((change) => changes.push(change));
  await sdk.auth.signOut();
  assert.deepEqual(changes, [{ session: null, reason: 'signed_out' }]);
  assert.equal(options.tokenStore!.load(), null);
  const { url, fields } = page.posted[0]!;
  assert.equal(url.href, `${cloud.identity.issuer}/protocol/openid-connect/logout`);
  assert.equal(fields['post_logout_redirect_uri'], 'http://localhost:9799/');
  assert.match(fields['id_token_hint']!, /^ey/);
});

test('a guest is signed out of this app, and stays who they are in this browser', async () => {
  cloud.identity.guest = true;
  const { sdk, page, options } = await cloud.signedIn();
  const { refreshToken } = (await options.tokenStore!.load())!;
  await sdk.auth.signOut();
  assert.equal(sdk.auth.session, null);
  assert.equal(page.posted.length, 0);
  const given = cloud.identity.revocations.map((fields) => fields.get('token'));
  assert.deepEqual(given, [refreshToken]);
});

test('signing out works where the identity server is away', async () => {
  const { sdk, options } = await cloud.signedIn();
  const reloaded = new VibeSDK({
    ...options,
    environment: { ...options.environment, locks: cloud.tab().options.environment!.locks! },
  });
  await reloaded.auth.handleRedirect();
  cloud.stop();
  await assert.rejects(reloaded.auth.signOut(), { code: 'network' });
  assert.equal(reloaded.auth.session, null);
  assert.equal(options.tokenStore!.load(), null);
  await sdk.auth.signOut();
});

for (const [what, wrong] of Object.entries({
  'plain http to another machine': { apiUrl: 'http://api.example.com' },
  'an issuer that is no URL': { issuer: 'vibe' },
  'credentials in an address': { issuer: 'https://me:secret@id.example.com' },
  'a redirect URI with a query': { redirectUri: 'https://app.example.com/callback?a=b' },
  'a permission that is none': { permissions: { required: ['notes'] } },
  'no client id': { clientId: '' },
})) {
  test(`${what} is refused`, () => {
    const { options } = cloud.tab();
    assert.throws(() => new VibeSDK({ ...options, ...wrong }), { code: 'invalid_options' });
  });
}
