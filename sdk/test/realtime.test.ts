import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { type AuthChange, type LiveEvent, type Network, VibeSDK } from '../src/index.js';
import { Cloud, until } from './cloud/cloud.js';

interface Note {
  title: string;
}

let cloud: Cloud;
let sdk: VibeSDK;
let events: LiveEvent<Note>[];
let network: Network & { go(online: boolean): void };
const heard = (event: LiveEvent<Note>) => void events.push(event);
const titles = () =>
  events.flatMap((event) =>
    event.event === 'change' && event.kind !== 'deleted' ? [event.document.data.title] : [],
  );
const live = () => until(() => sdk.realtime.status === 'live');

beforeEach(async () => {
  cloud = await Cloud.start();
  network = testNetwork();
  ({ sdk } = await cloud.signedIn({ environment: { network } }));
  events = [];
});
afterEach(async () => {
  await sdk.auth.signOut();
  cloud.stop();
});

test('changes arrive, after the word to list', async () => {
  sdk.realtime.subscribe<Note>({ types: ['notes'] }, heard);
  await live();
  const { id } = cloud.api.create('notes', { title: 'Milk' });
  cloud.api.create('tasks', { title: 'another type' });
  cloud.api.replace(id, { title: 'Bread' });
  cloud.api.delete(id);
  await until(() => events.length === 4);
  assert.deepEqual(
    events.map((event) => (event.event === 'change' ? event.kind : event.event)),
    ['reset', 'created', 'updated', 'deleted'],
  );
  assert.deepEqual(titles(), ['Milk', 'Bread']);
});

test('the token travels as a protocol and not in the address', async () => {
  sdk.realtime.subscribe({ types: ['notes'] }, () => {});
  await live();
  assert.deepEqual(cloud.api.handshakes, [['vibe.v1', `vibe.bearer.${await sdk.auth.accessToken()}`]]);
});

test('a lost connection is taken up where it was', async () => {
  sdk.realtime.subscribe<Note>({ types: ['notes'] }, heard);
  await live();
  cloud.api.create('notes', { title: 'before' });
  await until(() => titles().length === 1);
  cloud.api.refuseHandshakes = true;
  cloud.api.closeSockets(1012);
  await until(() => sdk.realtime.status === 'connecting');
  cloud.api.create('notes', { title: 'meanwhile' });
  cloud.api.refuseHandshakes = false;
  await until(() => titles().length === 2);
  cloud.api.create('notes', { title: 'after' });
  await until(() => titles().length === 3);
  assert.deepEqual(titles(), ['before', 'meanwhile', 'after']);
  assert.equal(events.filter(({ event }) => event === 'reset').length, 1);
});

test('a connection that breaks while it catches up loses nothing', async () => {
  sdk.realtime.subscribe<Note>({ types: ['notes'] }, heard);
  await live();
  cloud.api.refuseHandshakes = true;
  cloud.api.closeSockets(1012);
  await until(() => sdk.realtime.status === 'connecting');
  cloud.api.create('notes', { title: 'meanwhile' });
  cloud.api.breakBeforeReplay = true;
  cloud.api.refuseHandshakes = false;
  await until(() => titles().length === 1);
  assert.deepEqual(
    cloud.api.hubMessages.map(({ since }) => since),
    [null, '0', '0'],
  );
});

test('what comes twice is heard once', async () => {
  sdk.realtime.subscribe<Note>({ types: ['notes'] }, heard);
  await live();
  const document = cloud.api.create('notes', { title: 'Milk' });
  cloud.api.change('created', document);
  cloud.api.create('notes', { title: 'Bread' });
  await until(() => titles().includes('Bread'));
  assert.deepEqual(titles(), ['Milk', 'Bread']);
});

test('a cursor that is gone resets the feed, once it runs again', async () => {
  sdk.realtime.subscribe<Note>({ types: ['notes'] }, heard);
  await live();
  cloud.api.create('notes', { title: 'Milk' });
  await until(() => titles().length === 1);
  cloud.api.create('tasks', {});
  cloud.api.oldestCursor = 2;
  cloud.api.closeSockets(1012);
  await until(() => events.filter(({ event }) => event === 'reset').length === 2);
  assert.deepEqual(
    cloud.api.hubMessages.map(({ since }) => since),
    [null, '1', null],
  );
  assert.equal(sdk.realtime.status, 'live');
});

test('an expired token is renewed before the next connection', async () => {
  sdk.realtime.subscribe<Note>({ types: ['notes'] }, heard);
  await live();
  const before = cloud.api.handshakes[0]![1];
  cloud.api.closeSockets(4401);
  await until(() => cloud.api.handshakes.length === 2);
  await live();
  assert.equal(cloud.identity.refreshes.length, 1);
  assert.notEqual(cloud.api.handshakes[1]![1], before);
});

test('an open socket gets the newer token', async () => {
  sdk.realtime.subscribe<Note>({ types: ['notes'] }, heard);
  await live();
  const token = await sdk.auth.accessToken({ rejected: await sdk.auth.accessToken() });
  await until(() => cloud.api.hubMessages.length === 2);
  assert.deepEqual(cloud.api.hubMessages[1], { action: 'renew', token });
  assert.equal(cloud.api.handshakes.length, 1);
});

test('an open socket renews its token by itself before it expires', async () => {
  cloud.identity.accessTokenSeconds = 1;
  await sdk.auth.accessToken({ rejected: await sdk.auth.accessToken() });
  sdk.realtime.subscribe<Note>({ types: ['notes'] }, heard);
  await until(() => cloud.api.hubMessages.some(({ action }) => action === 'renew'));
  assert.equal(cloud.api.handshakes.length, 1);
});

test('a handshake that is refused for the token is settled over HTTP', async () => {
  cloud.identity.expireAccessTokens();
  sdk.realtime.subscribe<Note>({ types: ['notes'] }, heard);
  await live();
  assert.equal(cloud.identity.refreshes.length, 1);
});

for (const [how, revoke] of Object.entries({
  'the hub says so': () => cloud.api.closeSockets(4403),
  'the next handshake is refused': () => {
    cloud.identity.revokeAll();
    cloud.api.closeSockets(1012);
  },
})) {
  test(`a revoked grant ends the session and all connecting when ${how}`, async () => {
    const changes: AuthChange[] = [];
    sdk.auth.onChange((change) => changes.push(change));
    sdk.realtime.subscribe<Note>({ types: ['notes'] }, heard);
    await live();
    revoke();
    await until(() => sdk.auth.session === null);
    assert.deepEqual(changes, [{ session: null, reason: 'revoked' }]);
    assert.equal(sdk.realtime.status, 'idle');
    const handshakes = cloud.api.handshakes.length;
    await assert.rejects(sdk.documents.page({ type: 'notes' }), { code: 'signed_out' });
    assert.throws(() => sdk.realtime.subscribe({ types: ['notes'] }, () => {}), { code: 'signed_out' });
    assert.equal(cloud.api.handshakes.length, handshakes);
  });
}

test('a sign-in that was ended elsewhere ends here too', async () => {
  const changes: AuthChange[] = [];
  sdk.auth.onChange((change) => changes.push(change));
  sdk.realtime.subscribe<Note>({ types: ['notes'] }, heard);
  await live();
  const handshakes = cloud.api.handshakes.length;
  cloud.identity.revokeAll();
  cloud.api.closeSockets(4402);
  await until(() => sdk.auth.session === null);
  assert.deepEqual(changes, [{ session: null, reason: 'ended' }]);
  assert.equal(cloud.api.handshakes.length, handshakes);
});

test('a message that the hub cannot read is told, and not sent again and again', async () => {
  sdk.realtime.subscribe<Note>({ types: ['notes'] }, heard);
  await live();
  cloud.api.closeSockets(4400);
  await until(() => events.some((event) => event.event === 'error' && event.code === 'message_invalid'));
  assert.equal(sdk.realtime.status, 'idle');
});

test('one socket carries all subscriptions, and closes after the last of them', async () => {
  const first = sdk.realtime.subscribe<Note>({ types: ['notes'] }, heard);
  await live();
  const second = sdk.realtime.subscribe<Note>({ types: ['tasks'] }, heard);
  await live();
  assert.equal(cloud.api.socketCount, 1);
  first.close();
  cloud.api.create('notes', { title: 'not wanted' });
  cloud.api.create('tasks', { title: 'wanted' });
  await until(() => titles().length === 1);
  assert.deepEqual(titles(), ['wanted']);
  second.close();
  await until(() => cloud.api.socketCount === 0);
  assert.equal(sdk.realtime.status, 'idle');
});

test('offline is shown, and online connects at once', async () => {
  sdk.realtime.subscribe<Note>({ types: ['notes'] }, heard);
  await live();
  network.go(false);
  assert.equal(sdk.realtime.status, 'offline');
  await until(() => cloud.api.socketCount === 0);
  cloud.api.create('notes', { title: 'meanwhile' });
  network.go(true);
  await until(() => titles().length === 1);
  assert.equal(sdk.realtime.status, 'live');
});

test('signing out hangs up', async () => {
  sdk.realtime.subscribe<Note>({ types: ['notes'] }, heard);
  await live();
  await sdk.auth.signOut();
  await until(() => cloud.api.socketCount === 0);
  assert.equal(sdk.realtime.status, 'idle');
});

function testNetwork() {
  let isOnline = true;
  const listeners: ((online: boolean) => void)[] = [];
  return {
    online: () => isOnline,
    onChange: (listener: (online: boolean) => void) => void listeners.push(listener),
    go(online: boolean) {
      isOnline = online;
      for (const listener of listeners) listener(online);
    },
  };
}
