// Serves the built app, as in production: `npm start`. Settings are environment variables, all optional:
//   VIBE_NOTES_HOST       address to bind to (127.0.0.1)
//   VIBE_NOTES_PORT       port (8604)
//   VIBE_ISSUER           the identity server's issuer (http://localhost:8600/realms/vibe)
//   VIBE_API_URL          the data API (http://localhost:8601)
//   VIBE_NOTES_CLIENT_ID  this app's client id (notes)
import { createServer } from 'node:http';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

const environment = process.env;
const host = environment.VIBE_NOTES_HOST || '127.0.0.1';
const port = Number(environment.VIBE_NOTES_PORT || 8604);
const issuer = checkedUrl('VIBE_ISSUER', environment.VIBE_ISSUER || 'http://localhost:8600/realms/vibe');
const apiUrl = checkedUrl('VIBE_API_URL', environment.VIBE_API_URL || 'http://localhost:8601');
const clientId = environment.VIBE_NOTES_CLIENT_ID || 'notes';
const folder = fileURLToPath(new URL('./dist', import.meta.url));

if (!Number.isInteger(port) || port < 0 || port > 65535) stop('VIBE_NOTES_PORT is not a port.');
if (!existsSync(folder)) stop('There is no built app here yet: run "npm run build" first.');

const hubOrigin = apiUrl.origin.replace(/^http/, 'ws');
const headers = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${issuer.origin} ${apiUrl.origin} ${hubOrigin}`,
    // Signing out is a form that the identity server answers.
    `form-action 'self' ${issuer.origin}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};
const config = JSON.stringify({ issuer: issuer.href, clientId, apiUrl: apiUrl.href });

const files = sirv(folder, {
  etag: true,
  setHeaders: (response, path) => {
    const hashed = path.startsWith('/assets/');
    response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  },
});

const server = createServer((request, response) => {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return plain(response, 405, 'Method not allowed');
  const path = request.url.split('?', 1)[0];
  if (path === '/healthz') return plain(response, 200, 'ok');
  if (path === '/config.json') {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    return response.end(config);
  }
  // The consent page, on the identity server's origin, shows it. Set here, so that a 304 says it as well.
  if (path === '/logo.svg') response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  // The one address of the app that is no file; its query is the app's and is no part of the file's name.
  if (path === '/callback') request.url = '/';
  return files(request, response, () => plain(response, 404, 'Not found'));
});

server.on('error', (error) => {
  if (error.code === 'EADDRINUSE') stop(`Port ${port} is taken: set VIBE_NOTES_PORT to another one.`);
  stop(`The app cannot be served on ${host}:${port}: ${error.message}.`);
});
server.listen(port, host, () => {
  console.log(
    `Vibe Notes is ready on http://${host === '127.0.0.1' ? 'localhost' : host}:${server.address().port}`,
  );
});
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));

function checkedUrl(name, value) {
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))
    stop(`${name} is not an http or https URL.`);
  return new URL(value);
}

function plain(response, status, text) {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`${text}\n`);
}

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}
