import assert from 'node:assert/strict';
import { test } from 'node:test';
import { API_CODES } from '../src/errors.js';
import { covers, isPermission } from '../src/permission.js';
import { CloseCode, parseMessage } from '../src/realtime/messages.js';
import { contract } from './cloud/contract.js';

test('the codes of the API are those of the catalogue', () => {
  assert.deepEqual([...API_CODES].sort(), Object.keys(contract('problems/catalogue.json')).sort());
});

test('the close codes of the hub are those of the contract', () => {
  const named = Object.fromEntries(
    Object.entries(CloseCode).map(([name, code]) => [
      code,
      name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
    ]),
  );
  assert.deepEqual(named, contract('hub/close-codes.json'));
});

for (const file of ['change', 'deleted', 'subscribed', 'nonce', 'error']) {
  test(`the hub's message ${file} is understood`, () => {
    const message = contract(`hub/${file}.json`);
    assert.deepEqual(parseMessage(JSON.stringify(message)), message);
  });
}

test('what is no message of the hub is left alone', () => {
  const incomplete = { ...contract('hub/change.json'), document: { id: 'x' } };
  for (const text of [
    '',
    'null',
    '1',
    '[]',
    '{}',
    '{"event":"later"}',
    JSON.stringify(incomplete),
    new ArrayBuffer(1),
  ]) {
    assert.equal(parseMessage(text), null);
  }
});

test('the permissions of the example token are permissions', () => {
  assert.ok(contract('tokens/access-token.json').claims.permissions.every(isPermission));
});

test('write implies read, a star every type, and nothing implies global', () => {
  assert.ok(covers(['notes:write'], 'notes:read'));
  assert.ok(covers(['*:read'], 'notes:read'));
  assert.ok(covers(['grants:write'], 'grants:read'));
  assert.ok(covers(['notes:read:global'], 'notes:read:global'));
  for (const [granted, wanted] of [
    ['notes:read', 'notes:write'],
    ['notes:read', 'notes:read:global'],
    ['notes:read:global', 'notes:read'],
    ['notes:write', 'tasks:read'],
    ['*:write', 'grants:read'],
    ['notes', 'notes'],
    ['', ''],
  ] as const) {
    assert.ok(!covers([granted], wanted), `${granted} covers ${wanted}`);
  }
});
