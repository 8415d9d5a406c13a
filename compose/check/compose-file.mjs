// compose.yml: who is given which variables, who can reach whom, and what every container may do.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DCLinter } from 'dclint';
import { parse } from 'yaml';
import { environmentProblems } from './environment.mjs';
import { missingFrom } from './report.mjs';

const CONTRACT_NAMES = { 'data-api': 'data-api', migrate: 'data-api migrate', keycloak: 'keycloak' };
const DATABASES = ['database', 'keycloak-database', 'object-store'];

/** The API paths that Caddy lets through, without their trailing wildcards. */
export function publicApiPaths(caddyfile) {
  const line = /^\s*@api path (.+)$/m.exec(caddyfile)?.[1] ?? '';
  return [...new Set(line.trim().split(/\s+/).map((path) => path.replace(/\/\*$/, '')))].sort();
}

/** Every `${NAME}` in a text, also inside another's default: name and whether compose refuses to start without it. */
export function references(text) {
  const found = [];
  const open = /\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)(:?[-?+])?|\$([A-Za-z_][A-Za-z0-9_]*)/g;
  for (const match of String(text).matchAll(open)) {
    if (match[0] === '$$') continue;
    found.push({ name: match[1] ?? match[3], refuses: match[2] === ':?' });
  }
  return found;
}

const walk = (value) => (value !== null && typeof value === 'object' ? Object.values(value).flatMap(walk) : [value]);

function variables(service) {
  return Object.fromEntries(
    Object.entries(service.environment ?? {}).map(([key, value]) => [key, { value, secret: references(value).some((r) => r.refuses) }]),
  );
}

/** A request on a connection that the server closes at that moment is lost, and only one that is idempotent is sent again. */
export function idleProblems(root, caddyfile) {
  const api = parse(readFileSync(join(root, 'data-api/src/main/resources/vibe.yml'), 'utf8'));
  const seconds = (text) => Number(/^(\d+)s$/.exec(text ?? '')?.[1] ?? NaN);
  const kept = seconds(/reverse_proxy data-api:8080 \{[^}]*?\bkeepalive (\S+)/.exec(caddyfile)?.[1]);
  return api.server.applicationConnectors
    .filter((connector) => !(kept + 10 <= seconds(connector.idleTimeout)))
    .map((connector) => `Caddyfile keeps them for ${kept} s; vibe.yml closes them after ${connector.idleTimeout}`);
}

export function checkComposeFile(root, report) {
  const folder = join(root, 'compose');
  const { services, networks } = parse(readFileSync(join(folder, 'compose.yml'), 'utf8'), { merge: true });
  const caddyfile = readFileSync(join(folder, 'Caddyfile'), 'utf8');
  const example = readFileSync(join(folder, '.env.example'), 'utf8');

  report.check('compose.yml: dclint', lint(folder));
  for (const [name, contractName] of Object.entries(CONTRACT_NAMES)) {
    report.check(`compose.yml: variables of ${name}`, environmentProblems(root, contractName, variables(services[name] ?? {})));
  }

  const used = walk(services).flatMap(references);
  const usedNames = new Set(used.map((reference) => reference.name));
  const documented = [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1]);
  const mandatory = [...example.matchAll(/^([A-Z][A-Z0-9_]*)=$/gm)].map((match) => match[1]);
  report.check('.env.example and compose.yml name the same variables', [
    ...missingFrom(usedNames, documented, (name) => `${name} is used in compose.yml and not explained in .env.example`),
    ...missingFrom(documented, usedNames, (name) => `${name} is explained in .env.example and used nowhere`),
    ...missingFrom(mandatory, used.filter((r) => r.refuses).map((r) => r.name), (name) => `${name} has no default, and compose would start without it`),
  ]);
  report.check('Caddy lets go of idle connections before the data API does', idleProblems(root, caddyfile));
  report.check(
    'Caddyfile and compose.yml name the same variables',
    difference(Object.keys(services.caddy.environment), [...caddyfile.matchAll(/\{\$([A-Z_]+)[:}]/g)].map((m) => m[1])),
  );

  report.check('compose.yml: every container is confined', Object.entries(services).flatMap(([name, service]) => confinement(name, service)));
  report.check('compose.yml: who reaches whom', reachability(services, networks));
}

function lint(folder) {
  const { rules } = JSON.parse(readFileSync(join(folder, '.dclintrc.json'), 'utf8'));
  const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
  const results = linter.lintFiles([join(folder, 'compose.yml')], false);
  if (results.length !== 1) return [`it looked at ${results.length} files`];
  return results[0].messages.map((finding) => `line ${finding.line}: ${finding.message} (${finding.rule})`);
}

function difference(left, right) {
  return [
    ...missingFrom(left, right, (name) => `${name} is given to caddy, and the Caddyfile does not use it`),
    ...missingFrom(new Set(right), left, (name) => `${name} is used in the Caddyfile, and not given to caddy`),
  ];
}

function confinement(name, service) {
  const rules = [
    [service.read_only === true, 'its file system can be written'],
    [service.cap_drop?.includes('ALL'), 'it keeps capabilities'],
    [(service.cap_add ?? []).every((capability) => name === 'caddy' && capability === 'NET_BIND_SERVICE'), 'it adds capabilities'],
    [service.security_opt?.includes('no-new-privileges:true'), 'it may gain privileges'],
    [service.privileged === undefined && service.network_mode === undefined && service.pid === undefined, 'it shares the host'],
    [service.mem_limit !== undefined, 'it has no memory limit'],
    [service.pids_limit !== undefined, 'it has no limit of processes'],
    [service.logging?.options?.['max-size'] !== undefined, 'its log grows for ever'],
    [service.build !== undefined || /:[^:@]*\d+\.\d+/.test(service.image), 'its image is not pinned'],
    [service.build === undefined || service.image?.startsWith('localhost/'), 'a registry could offer an image of its name'],
    [service.healthcheck !== undefined || service.build !== undefined, 'nobody sees whether it is well'],
    [!walk(service.volumes).some((volume) => String(volume).includes('docker.sock')), 'it can command the Docker engine'],
  ];
  return rules.filter(([holds]) => !holds).map(([, problem]) => `${name}: ${problem}`);
}

function reachability(services, networks) {
  const problems = [];
  const sharesNetwork = (one, other) => services[one].networks.some((network) => services[other].networks.includes(network));
  for (const [name, service] of Object.entries(services)) {
    if (service.ports !== undefined && name !== 'caddy') problems.push(`${name} publishes ports`);
    if ((service.networks ?? []).length === 0) problems.push(`${name} is on the default network`);
  }
  const published = services.caddy.ports.map((port) => String(port).split(':').at(-1).split('/')[0]);
  if (published.some((port) => !['80', '443'].includes(port))) problems.push(`caddy publishes ${published}`);
  for (const store of DATABASES) {
    if (sharesNetwork('caddy', store)) problems.push(`caddy reaches ${store}`);
    for (const network of services[store].networks) {
      if (networks[network]?.internal !== true) problems.push(`${store} is on ${network}, which leads outside`);
    }
  }
  if (sharesNetwork('keycloak', 'database')) problems.push('keycloak reaches the database of the data API');
  if (sharesNetwork('data-api', 'keycloak-database')) problems.push('data-api reaches the database of keycloak');
  return problems;
}
