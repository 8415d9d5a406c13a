import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Grant, VibeSDK } from '../src/index.js';
import { Cloud } from './cloud/cloud.js';
import { contract } from './cloud/contract.js';

const EXAMPLE: Grant = contract('grants/grant.json');

let cloud: Cloud;
let sdk: VibeSDK;
beforeEach(async () => {
  cloud = await Cloud.start();
  ({ sdk } = await cloud.signedIn());
  cloud.api.grants = [1, 2, 3].map((n) => ({
    ...EXAMPLE,
    app: { ...EXAMPLE.app, id: EXAMPLE.app.id.replace(/.$/, `${n}`) },
  }));
});
afterEach(() => cloud.stop());

test('grants are listed to the end, page by page', async () => {
  const seen: Grant[] = [];
  for await (const grant of sdk.grants.list()) seen.push(grant);
  assert.deepEqual(seen, cloud.api.grants);
  assert.equal(cloud.api.requests.length, 3);
});

test('a grant is read and ended', async () => {
  const { id } = cloud.api.grants[1].app;
  assert.deepEqual(await sdk.grants.get(id), cloud.api.grants[1]);
  await sdk.grants.end(id);
  assert.equal((await sdk.grants.get(id)).status, 'revoked');
});

test('a permission is taken back, unless the app cannot do without it', async () => {
  const { id } = cloud.api.grants[0].app;
  await sdk.grants.withdraw(id, 'notes:write');
  assert.equal(cloud.api.requests.at(-1)?.url, `/v1/grants/${id}/permissions/notes%3Awrite`);
  assert.deepEqual((await sdk.grants.get(id)).permissions, ['notes:read']);
  await assert.rejects(sdk.grants.withdraw(id, 'notes:read'), { code: 'permission_required', status: 409 });
});

test('what is no id or no permission is not sent anywhere', async () => {
  const { id } = cloud.api.grants[0].app;
  for (const wrong of ['', '.', '..', 'notes', '../documents', `${id}/permissions`, id.toUpperCase()]) {
    await assert.rejects(sdk.grants.end(wrong), { code: 'invalid_options' });
  }
  await assert.rejects(sdk.grants.withdraw(id, '../..'), { code: 'invalid_options' });
  assert.equal(cloud.api.requests.length, 0);
});
