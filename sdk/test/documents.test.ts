import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { type AuthChange, VibeSDK } from '../src/index.js';
import { problem } from './cloud/api.js';
import { Cloud } from './cloud/cloud.js';

interface Note {
  title: string;
}

let cloud: Cloud;
let sdk: VibeSDK;
beforeEach(async () => {
  cloud = await Cloud.start();
  ({ sdk } = await cloud.signedIn());
});
afterEach(() => cloud.stop());

test('a document is created, read, replaced and deleted', async () => {
  const created = await sdk.documents.create<Note>('notes', { title: 'Milk' });
  assert.deepEqual(await sdk.documents.get<Note>(created.id), created);
  const replaced = await sdk.documents.replace<Note>(
    created.id,
    { title: 'Bread' },
    { ifMatch: created.rev },
  );
  assert.equal(replaced.data.title, 'Bread');
  assert.equal(cloud.api.requests.at(-1)?.ifMatch, `"${created.rev}"`);
  await sdk.documents.delete(created.id);
  await assert.rejects(sdk.documents.get(created.id), { code: 'not_found', status: 404 });
});

test('a list goes through its pages, newest first', async () => {
  for (let n = 1; n <= 5; n++) cloud.api.create('notes', { title: `${n}` });
  cloud.api.create('tasks', { title: 'another type' });
  const titles: string[] = [];
  for await (const { data } of sdk.documents.list<Note>({ type: 'notes', limit: 2 })) titles.push(data.title);
  assert.deepEqual(titles, ['5', '4', '3', '2', '1']);
  assert.equal(cloud.api.requests.length, 3);
});

test('a list asks for no more pages than are read', async () => {
  for (let n = 1; n <= 5; n++) cloud.api.create('notes', { title: `${n}` });
  for await (const _ of sdk.documents.list({ type: 'notes', limit: 2 })) break;
  assert.equal(cloud.api.requests.length, 1);
});

test('a stale rev is told, with what the API says', async () => {
  const { id, rev } = await sdk.documents.create('notes', { title: 'Milk' });
  cloud.api.replace(id, { title: 'by somebody else' });
  await assert.rejects(sdk.documents.replace(id, { title: 'Bread' }, { ifMatch: rev }), {
    name: 'VibeError',
    code: 'rev_stale',
    status: 412,
    title: 'The document has changed since that rev',
    detail: 'Because of rev_stale',
  });
});

test('a refused token is renewed, and the request sent again', async () => {
  cloud.identity.expireAccessTokens();
  await sdk.documents.create('notes', { title: 'Milk' });
  assert.equal(cloud.identity.refreshes.length, 1);
  assert.equal(cloud.api.requests.length, 2);
});

test('many refused requests make one refresh', async () => {
  cloud.identity.expireAccessTokens();
  await Promise.all(Array.from({ length: 10 }, () => sdk.documents.page({ type: 'notes' })));
  assert.equal(cloud.identity.refreshes.length, 1);
});

test('a request is sent again once only', async () => {
  cloud.api.interceptions.push(...Array(9).fill((response: any) => problem(response, 'token_invalid')));
  await assert.rejects(sdk.documents.page({ type: 'notes' }), { code: 'token_invalid' });
  assert.equal(cloud.api.requests.length, 2);
  assert.notEqual(sdk.auth.session, null);
});

test('a revoked grant ends the session', async () => {
  const changes: AuthChange[] = [];
  sdk.auth.onChange((change) => changes.push(change));
  cloud.identity.revokeAll();
  await assert.rejects(sdk.documents.page({ type: 'notes' }), { code: 'signed_out' });
  assert.deepEqual(changes, [{ session: null, reason: 'revoked' }]);
  await assert.rejects(sdk.documents.page({ type: 'notes' }), { code: 'signed_out' });
  assert.equal(cloud.api.requests.length, 1);
});

test('reading waits for a service that says when it is back', async () => {
  cloud.api.interceptions.push((response) => problem(response, 'unavailable', { 'Retry-After': '0' }));
  await sdk.documents.page({ type: 'notes' });
  assert.equal(cloud.api.requests.length, 2);
});

test('reading gives up on a service that stays away', async () => {
  const away = (response: any) => problem(response, 'unavailable', { 'Retry-After': '0' });
  cloud.api.interceptions.push(...Array(9).fill(away));
  await assert.rejects(sdk.documents.page({ type: 'notes' }), { code: 'unavailable' });
  assert.equal(cloud.api.requests.length, 3);
});

test('reading does not wait an hour, nor without being asked to', async () => {
  for (const headers of [{ 'Retry-After': '3600' }, {}, { 'Retry-After': 'soon' }]) {
    cloud.api.interceptions.push((response) => problem(response, 'unavailable', headers));
    await assert.rejects(sdk.documents.page({ type: 'notes' }), { code: 'unavailable' });
  }
  assert.equal(cloud.api.requests.length, 3);
});

test('writing is never repeated by itself', async () => {
  cloud.api.interceptions.push((response) => problem(response, 'unavailable', { 'Retry-After': '0' }));
  await assert.rejects(sdk.documents.create('notes', {}), { code: 'unavailable' });
  cloud.api.interceptions.push((response) => void response.socket?.destroy());
  await assert.rejects(sdk.documents.create('notes', {}), { code: 'network', status: 0 });
  assert.equal(cloud.api.requests.length, 2);
});

test('an answer that is not the API’s is told apart', async () => {
  cloud.api.interceptions.push((response) => void response.writeHead(502).end('<h1>Bad Gateway</h1>'));
  await assert.rejects(sdk.documents.page({ type: 'notes' }), { code: 'unavailable', status: 502 });
  cloud.api.interceptions.push((response) => void response.writeHead(418).end('tea'));
  await assert.rejects(sdk.documents.page({ type: 'notes' }), { code: 'unexpected_response', status: 418 });
  cloud.api.interceptions.push(
    (response) => void response.writeHead(200).end('<h1>Sign in to the Wi-Fi</h1>'),
  );
  await assert.rejects(sdk.documents.page({ type: 'notes' }), { code: 'unexpected_response', status: 200 });
});

test('an id cannot lead to another path', async () => {
  for (const id of ['', '.', '..']) await assert.rejects(sdk.documents.get(id), { code: 'invalid_options' });
  await assert.rejects(sdk.documents.get('../../admin?x#y'), { code: 'not_found' });
  assert.equal(cloud.api.requests.at(-1)?.url, '/v1/documents/..%2F..%2Fadmin%3Fx%23y');
});

test('no address ever holds a token', async () => {
  await sdk.documents.create('notes', { title: 'Milk' });
  assert.ok(
    cloud.api.requests.every(
      ({ url, authorization }) => !url.includes('ey') && authorization.startsWith('Bearer ey'),
    ),
  );
});

test('a request can be given up', async () => {
  const controller = new AbortController();
  cloud.api.interceptions.push(() => controller.abort());
  await assert.rejects(sdk.documents.page({ type: 'notes', signal: controller.signal }), {
    name: 'AbortError',
  });
});
