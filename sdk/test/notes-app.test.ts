import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, test } from 'node:test';
import { Collection, type NoteDocument } from '../examples/notes/src/collection.ts';
import { contract } from './cloud/contract.js';

const EXAMPLE: NoteDocument = contract('documents/document.json');
const note = (id: string, second: number, title = id): NoteDocument => ({
  ...EXAMPLE,
  id,
  createdAt: `2026-01-01T00:00:0${id}.000000Z`,
  updatedAt: `2026-01-01T00:00:0${second}.000000Z`,
  data: { title, body: '' },
});
const titles = (collection: Collection) => collection.newestFirst().map(({ data }) => data.title);

test('notes stand newest first, whatever order they come in', () => {
  const collection = new Collection();
  for (const id of ['2', '3', '1']) collection.put(note(id, 4));
  assert.deepEqual(titles(collection), ['3', '2', '1']);
});

test('an older state never replaces a newer one', () => {
  const collection = new Collection();
  collection.put(note('1', 3, 'newer'));
  collection.put(note('1', 2, 'older'));
  assert.deepEqual(titles(collection), ['newer']);
});

test('a deleted note does not return with a list that was made before', () => {
  const collection = new Collection();
  const before = collection.ids();
  collection.remove('1');
  collection.begin(before, [note('1', 1)]);
  assert.deepEqual(titles(collection), []);
});

test('a new list drops what is gone and keeps what came while it was made', () => {
  const collection = new Collection();
  collection.put(note('1', 1, 'gone'));
  collection.put(note('2', 2, 'there'));
  const before = collection.ids();
  collection.put(note('3', 3, 'meanwhile'));
  collection.begin(before, [note('2', 2, 'there')]);
  assert.deepEqual(titles(collection), ['meanwhile', 'there']);
});

let child: ChildProcess | undefined;
afterEach(() => void child?.kill('SIGKILL'));

function serve(environment: Record<string, string>): ChildProcess {
  child = spawn(process.execPath, ['examples/notes/serve.mjs'], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return child;
}

async function ready(server: ChildProcess): Promise<string> {
  const [line] = await once(server.stdout!, 'data');
  return /http:\S+/.exec(String(line))![0];
}

test('the app is served with a policy that allows its two servers and nothing else', async () => {
  const url = await ready(
    serve({
      VIBE_NOTES_PORT: '0',
      VIBE_ISSUER: 'https://id.example.com/realms/vibe',
      VIBE_API_URL: 'https://api.example.com',
    }),
  );
  for (const path of ['/', '/callback?code=a&state=b', '/privacy.html']) {
    const response = await fetch(url + path);
    assert.equal(response.status, 200, path);
    const policy = response.headers.get('Content-Security-Policy')!;
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self';/);
    assert.match(
      policy,
      /connect-src 'self' https:\/\/id\.example\.com https:\/\/api\.example\.com wss:\/\/api\.example\.com;/,
    );
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(response.headers.get('X-Content-Type-Options'), 'nosniff');
    assert.equal(response.headers.get('Referrer-Policy'), 'no-referrer');
    assert.doesNotMatch(await response.text(), /<script(?![^>]*src="\/assets\/)|<style|https?:\/\//);
  }
  assert.deepEqual(await (await fetch(`${url}/config.json`)).json(), {
    issuer: 'https://id.example.com/realms/vibe',
    clientId: 'notes',
    apiUrl: 'https://api.example.com/',
  });
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  assert.equal((await fetch(`${url}/serve.mjs`)).status, 404);
  assert.equal((await fetch(`${url}/%2e%2e/package.json`)).status, 404);
  assert.equal((await fetch(url, { method: 'POST' })).status, 405);
});

test('the app stops when it is told to, also while a connection is open', async () => {
  const server = serve({ VIBE_NOTES_PORT: '0' });
  await fetch(await ready(server));
  server.kill('SIGTERM');
  assert.deepEqual(await once(server, 'exit'), [0, null]);
});

for (const [what, environment, sentence] of [
  ['a port that is none', { VIBE_NOTES_PORT: 'x' }, 'VIBE_NOTES_PORT is not a port.\n'],
  ['an issuer that is none', { VIBE_ISSUER: 'vibe' }, 'VIBE_ISSUER is not an http or https URL.\n'],
] as const) {
  test(`${what} is told in one sentence`, async () => {
    const server = serve(environment);
    assert.equal(await text(server.stderr!), sentence);
    assert.equal(server.exitCode ?? (await once(server, 'exit'))[0], 1);
  });
}

test('a port that is taken is told in one sentence', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const server = serve({ VIBE_NOTES_PORT: String(port) });
  assert.equal(await text(server.stderr!), `Port ${port} is taken: set VIBE_NOTES_PORT to another one.\n`);
  assert.equal(server.exitCode ?? (await once(server, 'exit'))[0], 1);
  other.close();
});
