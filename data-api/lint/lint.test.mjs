// A check that cannot fail says nothing: each of these breaks one thing and expects the rule that is there for it to say so.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { doors } from './doors.mjs';
import { lint } from './rules.mjs';

const text = readFileSync(new URL('../target/classes/openapi.json', import.meta.url), 'utf8');

// [what is broken, how, rule that must say so]
const BROKEN = [
  ['a reference leads nowhere', (d) => delete d.components.schemas.Document, 'no-unresolved-refs'],
  ['a shape is not used', (d) => (d.components.schemas.Nothing = { type: 'boolean' }), 'no-unused-components'],
  ['two operations have one name', (d) => (d.paths['/v1/documents'].get.operationId = 'createDocument'), 'operation-operationId-unique'],
  ['a path has no parameter for its hole', (d) => delete d.paths['/v1/documents/{id}'].get.parameters, 'path-parameters-defined'],
  ['an example is none', (d) => (d.components.schemas.Document.examples[0].rev = 7), 'no-invalid-schema-examples'],
  ['a text has no end', (d) => delete d.components.schemas.DocumentType.maxLength, 'owasp:api4:2023-string-limit'],
  ['a list has no end', (d) => delete d.components.schemas.DocumentPage.properties.items.maxItems, 'owasp:api4:2023-array-limit'],
  ['a write needs no token', (d) => (d.paths['/v1/documents'].post.security = []), 'owasp:api2:2023-write-restricted'],
  ['a token is sent in the open', (d) => (d.servers[0].url = 'http://api.example.org'), 'owasp:api8:2023-no-server-http'],
  ['an operation says nothing of itself', (d) => delete d.paths['/v1/documents'].get.description, 'operation-description'],
];

for (const [what, change, rule] of BROKEN) {
  test(`is noticed: ${what} (${rule})`, async () => {
    const document = JSON.parse(text);
    change(document);
    const findings = await lint(document);
    assert.ok(findings.some((finding) => finding.startsWith(`${rule}:`)), findings.join('\n'));
  });
}

test('is noticed: a path that the door keeps out, and one that it should', () => {
  const document = JSON.parse(text);
  document.paths = Object.fromEntries(Object.entries(document.paths).filter(([path]) => /^\/v1\/(documents|docs|events|openapi.json)/.test(path)));
  assert.deepEqual(doors(document, '@api path /v1/documents /v1/documents/* /documents /documents/* /v1/docs/* /docs/* /v1/events').sort(), [
    'door: /docs does not get through compose/Caddyfile, @api',
    'door: /openapi.json does not get through compose/Caddyfile, @api',
    'door: /v1/docs does not get through compose/Caddyfile, @api',
    'door: /v1/events gets through compose/Caddyfile, @api',
    'door: /v1/openapi.json does not get through compose/Caddyfile, @api',
  ]);
});
