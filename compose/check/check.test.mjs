// A check that cannot fail says nothing: each of these breaks one thing in a copy and expects the check that is there for it to say so.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkChart } from './chart.mjs';
import { checkComposeFile } from './compose-file.mjs';
import { checkDockerfiles } from './dockerfiles.mjs';
import { findHelm } from './helm.mjs';
import { Report } from './report.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const TEMPLATES = 'charts/vibe-cloud/templates';
const CONTRACT = 'contract/configuration/environment.json';

// [what is broken, file, text, what it becomes, check that must fail]
const COMPOSE = [
  ['the contract renames a required key', CONTRACT, '"VIBE_S3_ENDPOINT"', '"VIBE_S3_URL"', 'compose.yml: variables of data-api'],
  ['the contract gains a required key', CONTRACT, '"VIBE_EVENTS_URL": {', '"VIBE_NEW": { "required": true }, "VIBE_EVENTS_URL": {', 'compose.yml: variables of keycloak'],
  ['compose misspells a key', 'compose/compose.yml', 'VIBE_LOG_LEVEL: ', 'VIBE_LOGLEVEL: ', 'compose.yml: variables of data-api'],
  ['compose misspells an option of Keycloak', 'compose/compose.yml', 'KC_PROXY_HEADERS', 'KC_PROXY_HEADER', 'compose.yml: variables of keycloak'],
  ['a password stands in compose.yml', 'compose/compose.yml', /(KC_HOSTNAME: .*\n)/, '$1      VIBE_S3_SECRET_KEY: hunter2\n', 'compose.yml: variables of keycloak'],
  ['a secret of the data API stands in the open', 'compose/compose.yml', /VIBE_S3_SECRET_KEY: "\$\{.*/, 'VIBE_S3_SECRET_KEY: hunter2', 'compose.yml: variables of data-api'],
  ['a variable has no explanation', 'compose/.env.example', '# VIBE_LOG_LEVEL=INFO', '', '.env.example and compose.yml name the same variables'],
  ['an explanation has no variable', 'compose/.env.example', '# VIBE_LOG_LEVEL=INFO', '# VIBE_LOG_LEVEL=INFO\n# VIBE_COLOUR=blue', '.env.example and compose.yml name the same variables'],
  ['compose starts without a password', 'compose/compose.yml', /\$\{KEYCLOAK_ADMIN_PASSWORD:\?[^}]*\}/, '${KEYCLOAK_ADMIN_PASSWORD}', '.env.example and compose.yml name the same variables'],
  ['the Caddyfile needs what it is not given', 'compose/Caddyfile', 'remote_ip {$VIBE_ADMIN_RANGES}', 'remote_ip {$VIBE_ADMINS}', 'Caddyfile and compose.yml name the same variables'],
  ['the data API publishes its admin port', 'compose/compose.yml', 'networks: [front, data, files]', 'networks: [front, data, files]\n    ports: ["8081:8081"]', 'compose.yml: who reaches whom'],
  ['caddy reaches the database', 'compose/compose.yml', 'networks: [edge, front]', 'networks: [edge, front, data]', 'compose.yml: who reaches whom'],
  ['the database can call home', 'compose/compose.yml', 'data: { internal: true }', 'data: {}', 'compose.yml: who reaches whom'],
  ['a container keeps its capabilities', 'compose/compose.yml', 'cap_drop: [ALL]', 'cap_drop: [CHOWN]', 'compose.yml: every container is confined'],
  ['an image is not pinned', 'compose/compose.yml', 'postgres:18.6-trixie', 'postgres:latest', 'compose.yml: every container is confined'],
  ['Caddy keeps idle connections for as long as it likes', 'compose/Caddyfile', 'keepalive 60s', '', 'Caddy lets go of idle connections before the data API does'],
  ['the data API closes them first', 'data-api/src/main/resources/vibe.yml', 'idleTimeout: 75s', 'idleTimeout: 30s', 'Caddy lets go of idle connections before the data API does'],
  ['compose.yml is not a compose file', 'compose/compose.yml', 'depends_on:', 'depend_on:', 'compose.yml: dclint'],
];

const DOCKERFILES = [
  ['an instruction is misspelt', 'compose/data-api.Dockerfile', 'WORKDIR /opt/vibe', 'WORKDIRS /opt/vibe', 'data-api.Dockerfile'],
  ['the service runs as root', 'compose/data-api.Dockerfile', 'USER 10001:10001', '', 'data-api.Dockerfile'],
  ['the context is everything', 'compose/data-api.Dockerfile.dockerignore', /^\*$/m, 'target', 'data-api.Dockerfile'],
  ['the realm does not get into the build', 'compose/keycloak.Dockerfile.dockerignore', '!keycloak-extensions/realm/vibe-realm.json\n', '', 'keycloak.Dockerfile'],
  ['a base floats', 'compose/object-store.Dockerfile', 'versitygw:v1.7.0', 'versitygw:latest', 'object-store.Dockerfile'],
  ['the image has an older Keycloak', 'compose/keycloak.Dockerfile', /keycloak:26\.\d+\.\d+/g, 'keycloak:26.6.9', 'keycloak.Dockerfile: the version that the rest of the project runs'],
];

const CHART = [
  ['the contract renames a required key', CONTRACT, '"VIBE_S3_ENDPOINT"', '"VIBE_S3_URL"', 'chart: variables of data-api'],
  ['the migration loses a key', `${TEMPLATES}/migrate.yaml`, /.*"VIBE_DATABASE_ADMIN_USER".*\n/, '', 'chart: variables of migrate'],
  ['a key is misspelt', `${TEMPLATES}/keycloak.yaml`, 'VIBE_EVENTS_URL', 'VIBE_EVENT_URL', 'chart: variables of keycloak'],
  ['a pod may write to its program', `${TEMPLATES}/_names.tpl`, 'readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false', 'chart: every pod is confined'],
  ['the Ingress routes the admin port', `${TEMPLATES}/ingress.yaml`, 'port: { name: http }', 'port: { name: admin }', 'chart: what the internet reaches'],
  ['the schema lets the events through', 'charts/vibe-cloud/values.schema.json', '^(/v1)?/events(/|$)|', '', 'chart: refuses what would be wrong'],
  ['Caddy publishes another path', 'compose/Caddyfile', '@api path /v1/documents', '@api path /v1/other /v1/documents', 'values.yaml and Caddyfile publish the same API paths'],
  ['nothing denies by default', `${TEMPLATES}/network-policy.yaml`, 'policyTypes: [Ingress, Egress]', 'policyTypes: [Ingress]', 'chart: every pod has a network policy'],
  ['a template is not YAML', `${TEMPLATES}/data-api.yaml`, 'kind: Deployment', 'kind: : Deployment', 'chart: helm template'],
];

function outcomes(root, check) {
  const lines = [];
  check(root, new Report((line) => lines.push(line)));
  return lines;
}

function brokenCopy(file, text, replacement) {
  const root = mkdtempSync(join(tmpdir(), 'vibe-check-'));
  for (const part of ['compose', 'charts', CONTRACT, 'pom.xml', 'keycloak-extensions/realm', 'data-api/src/main/resources/vibe.yml']) {
    cpSync(join(ROOT, part), join(root, part), { recursive: true, filter: (source) => !source.includes('node_modules') });
  }
  const before = readFileSync(join(root, file), 'utf8');
  const after = before.replace(text, replacement);
  assert.notEqual(after, before, `${file} does not hold ${text} any more: bring this test up to date`);
  writeFileSync(join(root, file), after);
  return root;
}

for (const [cases, check, possible] of [
  [COMPOSE, checkComposeFile, true],
  [DOCKERFILES, checkDockerfiles, true],
  [CHART, checkChart, findHelm() !== undefined],
]) {
  for (const [what, file, text, replacement, expected] of cases) {
    test(`is noticed: ${what} (${expected})`, { skip: !possible && 'no helm for this platform' }, () => {
      const root = brokenCopy(file, text, replacement);
      try {
        const lines = outcomes(root, check);
        assert.ok(lines.includes(`${'FAILED'.padEnd(8)} ${expected}`), lines.join('\n'));
      } finally {
        rmSync(root, { recursive: true });
      }
    });
  }
}
