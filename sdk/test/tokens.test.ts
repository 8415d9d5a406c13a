import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { type AuthChange, memoryTokenStore, processLocks } from '../src/index.js';
import { Cloud, until } from './cloud/cloud.js';
import { json } from './cloud/identity.js';

let cloud: Cloud;
beforeEach(async () => void (cloud = await Cloud.start()));
afterEach(() => cloud.stop());

test('a token that is still good is used again', async () => {
  const { sdk } = await cloud.signedIn();
  assert.equal(await sdk.auth.accessToken(), await sdk.auth.accessToken());
  assert.equal(cloud.identity.refreshes.length, 0);
});

test('many requests with an old token make one refresh', async () => {
  cloud.identity.accessTokenSeconds = 0;
  const { sdk } = await cloud.signedIn();
  cloud.identity.accessTokenSeconds = 300;
  const tokens = await Promise.all(Array.from({ length: 20 }, () => sdk.auth.accessToken()));
  assert.equal(new Set(tokens).size, 1);
  assert.equal(cloud.identity.refreshes.length, 1);
});

test('tabs that share a session make one refresh between them', async () => {
  const tokenStore = { ...memoryTokenStore(), shared: true };
  const environment = { locks: processLocks() };
  cloud.identity.accessTokenSeconds = 0;
  const tabs = [await cloud.signedIn({ tokenStore, environment }), cloud.tab({ tokenStore, environment })];
  await tabs[1]!.sdk.auth.handleRedirect();
  cloud.identity.accessTokenSeconds = 300;
  const tokens = await Promise.all(tabs.map(({ sdk }) => sdk.auth.accessToken()));
  assert.equal(new Set(tokens).size, 1);
  assert.equal(cloud.identity.refreshes.length, 1);
});

test('a tab whose shared session was ended elsewhere does not refresh it', async () => {
  const tokenStore = { ...memoryTokenStore(), shared: true };
  cloud.identity.accessTokenSeconds = 0;
  const { sdk } = await cloud.signedIn({ tokenStore });
  tokenStore.clear();
  await assert.rejects(sdk.auth.accessToken(), { code: 'signed_out' });
  assert.equal(sdk.auth.session, null);
  assert.equal(cloud.identity.refreshes.length, 0);
});

test('each refresh uses the refresh token that the one before has given', async () => {
  cloud.identity.accessTokenSeconds = 0;
  const { sdk } = await cloud.signedIn();
  for (let round = 0; round < 3; round++) await sdk.auth.accessToken();
  assert.equal(new Set(cloud.identity.refreshes).size, 3);
  assert.notEqual(sdk.auth.session, null);
});

test('a refusal to refresh ends the session, and says so', async () => {
  cloud.identity.accessTokenSeconds = 0;
  const { sdk, options } = await cloud.signedIn();
  const changes: AuthChange[] = [];
  sdk.auth.onChange((change) => changes.push(change));
  cloud.identity.revokeAll();
  await assert.rejects(sdk.auth.accessToken(), { code: 'signed_out' });
  assert.deepEqual(changes, [{ session: null, reason: 'ended' }]);
  assert.equal(options.tokenStore!.load(), null);
});

test('an identity server in trouble does not end the session', async () => {
  cloud.identity.accessTokenSeconds = 0;
  const { sdk } = await cloud.signedIn();
  cloud.identity.interceptToken = (response) => json(response, 503, { error: 'temporarily_unavailable' });
  await assert.rejects(sdk.auth.accessToken(), { code: 'unavailable', status: 503 });
  cloud.identity.interceptToken = (response) => void response.socket?.destroy();
  await assert.rejects(sdk.auth.accessToken(), { code: 'network' });
  cloud.identity.interceptToken = null;
  assert.match(await sdk.auth.accessToken(), /^ey/);
});

for (const where of ['here', 'in another tab']) {
  test(`signing out ${where} during a refresh is final`, async () => {
    cloud.identity.accessTokenSeconds = 0;
    const tokenStore = { ...memoryTokenStore(), shared: where !== 'here' };
    const { sdk } = await cloud.signedIn({ tokenStore });
    let answer = () => {};
    cloud.identity.tokenDelay = new Promise((resolve) => (answer = resolve));
    const requests = cloud.identity.tokenRequests;
    const refused = assert.rejects(sdk.auth.accessToken(), { code: 'signed_out' });
    await until(() => cloud.identity.tokenRequests > requests);
    if (where === 'here') await sdk.auth.signOut();
    else tokenStore.clear();
    answer();
    await refused;
    assert.equal(sdk.auth.session, null);
    assert.equal(tokenStore.load(), null);
  });
}

test('a session that another tab has begun meanwhile is taken over, and not ended', async () => {
  const tokenStore = { ...memoryTokenStore(), shared: true };
  cloud.identity.accessTokenSeconds = 0;
  const { sdk } = await cloud.signedIn({ tokenStore });
  let answer = () => {};
  cloud.identity.tokenDelay = new Promise((resolve) => (answer = resolve));
  const requests = cloud.identity.tokenRequests;
  const refused = assert.rejects(sdk.auth.accessToken(), { code: 'signed_out' });
  await until(() => cloud.identity.tokenRequests > requests);
  const other = { ...(await tokenStore.load())!, id: 'another', accessToken: 'another' };
  tokenStore.save(other);
  answer();
  await refused;
  assert.equal(tokenStore.load(), other);
  assert.notEqual(sdk.auth.session, null);
});

test('permissions that change with a refresh are told', async () => {
  cloud.identity.accessTokenSeconds = 0;
  const { sdk } = await cloud.signedIn();
  const changes: AuthChange[] = [];
  sdk.auth.onChange((change) => changes.push(change));
  await sdk.auth.accessToken();
  assert.equal(changes.length, 0);
  cloud.identity.narrow(['notes:read']);
  await sdk.auth.accessToken();
  assert.deepEqual(changes[0]?.session?.permissions, ['notes:read']);
});
