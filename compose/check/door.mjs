// The Caddyfile, run by a real Caddy in front of two echoing upstreams: what the internet gets from which path.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const KEYCLOAK = 'keycloak';
const API = 'data-api';

// [host, path as it goes over the wire, upstream that must answer, or the status of the door itself]
const EXPECTED = [
  ['id', '/realms/vibe/account/', KEYCLOAK],
  ['id', '/realms/vibe/.well-known/openid-configuration', KEYCLOAK],
  ['id', '/realms/vibe/protocol/openid-connect/auth?state=a;b//%2e%2e/', KEYCLOAK],
  ['id', '/resources/a/login/vibe/x.css', KEYCLOAK],
  ['id', '/', 302],
  ['id', '/admin/', 404],
  ['id', '/ADMIN/', 404],
  ['id', '/%61dmin/', 404],
  ['id', '//admin/', 400],
  ['id', '/realms/master/protocol/openid-connect/token', 404],
  ['id', '/realms/vibe/login-actions/consent', 404],
  ['id', '/realms/%6daster/', 404],
  ['id', '/realms/vibe/../master/', 400],
  ['id', '/realms/vibe/%2e%2e/master/', 400],
  ['id', '/realms/vibe/..;/master/', 400],
  ['id', '/realms/vibe%2f..%2fmaster', 400],
  ['id', '/realms/vibe\\..\\master', 400],
  ['id', '/realms/vibe;a/../../admin/', 400],
  ['id', '/realms/other/', 404],
  ['id', '/metrics', 404],
  ['id', '/health', 404],
  ['api', '/v1/documents?type=notes&after=a%2Fb', API],
  ['api', '/documents/01997f6b-7c2e-7cc3-98c4-dc0c0c07398f', API],
  ['api', '/v1/hub/documents', API],
  ['api', '/v1/openapi.json', API],
  ['api', '/v1/docs', API],
  ['api', '/v1/docs/page.js', API],
  ['api', '/v1/events', 404],
  ['api', '/v1/events/comparisons', 404],
  ['api', '/events', 404],
  ['api', '/V1/Events', 404],
  ['api', '/v1/%65vents', 404],
  ['api', '/v1//events', 400],
  ['api', '/v1;x/events', 400],
  ['api', '/v1/documents/../events', 400],
  ['api', '/v1/documents/%2e%2e/events', 400],
  ['api', '/v1/documents/%252e%252e/events', 400],
  ['api', '/v1/documents/..;/events', 400],
  ['api', '/healthcheck', 404],
  ['api', '/metrics', 404],
  ['api', '/', 404],
  ['', '/.well-known/web-identity', 200],
  ['', '/admin/', 404],
];

export async function checkDoor(root, report) {
  try {
    execFileSync('caddy', ['version'], { stdio: 'pipe' });
  } catch {
    report.skip('Caddyfile: what the internet gets from which path', 'no caddy on the PATH');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'vibe-door-'));
  const upstreams = [];
  let caddy;
  try {
    for (const name of [KEYCLOAK, API]) upstreams.push(await listen(createServer((request, response) => response.end(`${name} ${request.headers['x-forwarded-for']}`))));
    const [door, health] = await freePorts(2);
    const text = readFileSync(join(root, 'compose/Caddyfile'), 'utf8')
      .replace(/^((?:id|api)\.)?\{\$VIBE_DOMAIN\} \{/gm, `http://$1{$VIBE_DOMAIN}:${door} {`)
      .replaceAll('keycloak:8080', `127.0.0.1:${upstreams[0].address().port}`)
      .replaceAll('data-api:8080', `127.0.0.1:${upstreams[1].address().port}`)
      .replaceAll(':2020', `:${health}`);
    writeFileSync(join(folder, 'Caddyfile'), text);
    const environment = { PATH: process.env.PATH, HOME: folder, VIBE_DOMAIN: 'example.org' };

    caddy = await start(folder, { ...environment, VIBE_ADMIN_RANGES: '192.0.2.1/32' }, health);
    report.check('Caddyfile: what the internet gets from which path', await expectations(door));
    await stop(caddy);
    caddy = await start(folder, { ...environment, VIBE_ADMIN_RANGES: '192.0.2.1/32 127.0.0.0/8' }, health);
    const answer = await ask(door, 'id', '/admin/master/console/');
    report.check('Caddyfile: the admin console opens for VIBE_ADMIN_RANGES', answer.upstream === KEYCLOAK ? [] : [`it answers ${answer.status}`]);
  } catch (failure) {
    report.check('Caddyfile: runs', [failure.message]);
  } finally {
    if (caddy) await stop(caddy);
    for (const upstream of upstreams) upstream.close();
    rmSync(folder, { recursive: true });
  }
}

async function expectations(door) {
  const problems = [];
  for (const [host, path, expected] of EXPECTED) {
    const answer = await ask(door, host, path);
    const seen = answer.upstream ?? answer.status;
    if (seen !== expected) problems.push(`${host || 'root'} ${path}: ${expected} expected, ${seen} seen`);
    if (answer.upstream && answer.client !== '127.0.0.1') problems.push(`${path}: the visitor's own X-Forwarded-For went through: ${answer.client}`);
    if (!answer.head.includes('Strict-Transport-Security')) problems.push(`${host || 'root'} ${path}: no HSTS`);
  }
  return problems;
}

/** Sent by hand: an HTTP client would tidy the path up. */
async function ask(port, host, path) {
  const name = host === '' ? 'example.org' : `${host}.example.org`;
  const text = await new Promise((resolve, reject) => {
    const chunks = [];
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${name}:${port}\r\nX-Forwarded-For: 6.6.6.6\r\nConnection: close\r\n\r\n`),
    );
    socket.on('data', (chunk) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks).toString())).on('error', reject);
  });
  const [head, body] = text.split('\r\n\r\n');
  const [upstream, client] = body.split(' ');
  return { head, status: Number(head.split(' ')[1]), ...([KEYCLOAK, API].includes(upstream) && { upstream, client }) };
}

const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));

async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(createServer())));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function start(folder, env, health) {
  const caddy = spawn('caddy', ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  caddy.stderr.on('data', (chunk) => (log += chunk));
  const ended = new Promise((resolve) => caddy.once('exit', resolve));
  caddy.ended = ended;
  for (let attempt = 0; attempt < 300 && caddy.exitCode === null; attempt++) {
    const up = await new Promise((resolve) => {
      const socket = connect(health, '127.0.0.1', () => resolve(true) || socket.end());
      socket.on('error', () => resolve(false));
    });
    if (up) return caddy;
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 100))]);
  }
  caddy.kill('SIGKILL');
  throw new Error(`caddy does not start: ${log.trim().split('\n').at(-1)}`);
}

function stop(caddy) {
  if (caddy.exitCode === null) caddy.kill();
  return caddy.ended;
}
