import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { contract } from './contract.js';
import { type Identity, json } from './identity.js';

const DOCUMENT = contract('documents/document.json');
const GRANT = contract('grants/grant.json');
const PROBLEMS = contract('problems/catalogue.json');
const CHANGE = contract('hub/change.json');
const SUBSCRIBED = contract('hub/subscribed.json');
const CURSOR_GONE = contract('hub/error.json');

/** The data API, in memory, by the contract's own examples. */
export class Api {
  readonly requests: { method: string; url: string; authorization: string; ifMatch: string | undefined }[] =
    [];
  /** Answers the next requests in place of this server, one each. */
  readonly interceptions: ((response: ServerResponse) => void)[] = [];
  /** Every message that a socket has sent to the hub. */
  readonly hubMessages: any[] = [];
  readonly handshakes: string[][] = [];
  refuseHandshakes = false;
  /** Closes the next connection between the word that it is subscribed and the past that it asked for. */
  breakBeforeReplay = false;
  /** Cursors below this are gone. */
  oldestCursor = 0;
  grants: any[] = [GRANT];
  #documents: any[] = [];
  #log: any[] = [];
  #clock = Date.UTC(2026, 0, 1);
  readonly #sockets = new Map<WebSocket, { id: string; types: string[] }[]>();

  constructor(readonly identity: Identity) {}

  attach(server: Server): void {
    const hub = new WebSocketServer({
      server,
      path: '/hub/documents',
      handleProtocols: (protocols) => (protocols.has('vibe.v1') ? 'vibe.v1' : false),
      verifyClient: ({ req }, answer) => {
        const protocols = (req.headers['sec-websocket-protocol'] ?? '').split(/, */);
        this.handshakes.push(protocols);
        const token = protocols.find((protocol) => protocol.startsWith('vibe.bearer.'))?.slice(12) ?? '';
        answer(!this.refuseHandshakes && this.identity.check(token) === 'valid', 401);
      },
    });
    hub.on('connection', (socket) => {
      this.#sockets.set(socket, []);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('message', (text) => this.#receive(socket, JSON.parse(String(text))));
    });
  }

  closeSockets(code: number): void {
    for (const socket of this.#sockets.keys()) socket.close(code);
  }

  get socketCount(): number {
    return this.#sockets.size;
  }

  /** A change by somebody else, or from another window. */
  change(kind: string, document: any): any {
    const entry = { kind, document };
    this.#log.push(entry);
    for (const [socket, subscriptions] of this.#sockets) {
      for (const { id, types } of subscriptions) {
        if (types.includes(document.type)) socket.send(this.#message(id, this.#log.length - 1));
      }
    }
    return document;
  }

  create(type: string, data: unknown): any {
    const now = this.#now();
    const document = {
      ...DOCUMENT,
      id: randomUUID(),
      type,
      data,
      rev: `1-${randomUUID()}`,
      createdAt: now,
      updatedAt: now,
    };
    this.#documents.unshift(document);
    return this.change('created', { ...document });
  }

  replace(id: string, data: unknown): any {
    const document = this.#documents.find((candidate) => candidate.id === id);
    Object.assign(document, { data, rev: `2-${randomUUID()}`, updatedAt: this.#now() });
    return this.change('updated', { ...document });
  }

  delete(id: string): void {
    const document = this.#documents.find((candidate) => candidate.id === id);
    this.#documents = this.#documents.filter((candidate) => candidate !== document);
    const { data: _, ...rest } = document;
    this.change('deleted', { ...rest, rev: `3-${randomUUID()}`, updatedAt: this.#now(), deleted: true });
  }

  async handle(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const { method = 'GET', headers } = request;
    const authorization = headers.authorization ?? '';
    this.requests.push({
      method,
      url: url.pathname + url.search,
      authorization,
      ifMatch: headers['if-match'],
    });
    const intercept = this.interceptions.shift();
    if (intercept) return intercept(response);
    const state = this.identity.check(authorization.replace('Bearer ', ''));
    if (state !== 'valid') return problem(response, state);

    if (url.pathname.startsWith('/v1/grants')) return this.#grants(method, url, response);
    const id = /^\/v1\/documents\/([^/]+)$/.exec(url.pathname)?.[1];
    const document = this.#documents.find((candidate) => candidate.id === id);
    if (url.pathname === '/v1/documents' && method === 'GET') return this.#list(url, response);
    if (url.pathname === '/v1/documents' && method === 'POST') {
      const { type, data } = JSON.parse(body);
      return json(response, 201, this.create(type, data));
    }
    if (!document) return problem(response, 'not_found');
    if (method === 'GET') return json(response, 200, document);
    const stale = headers['if-match'] !== undefined && headers['if-match'] !== `"${document.rev}"`;
    if (stale) return problem(response, 'rev_stale');
    if (method === 'DELETE') {
      this.delete(document.id);
      return void response.writeHead(204).end();
    }
    if (headers['if-match'] === undefined) return problem(response, 'rev_required');
    return json(response, 200, this.replace(document.id, JSON.parse(body).data));
  }

  #grants(method: string, url: URL, response: ServerResponse): void {
    const [app, , permission] = url.pathname.split('/').slice(3).map(decodeURIComponent);
    if (app === undefined) {
      const start = Number(url.searchParams.get('after') ?? 0);
      const next = start + 1 < this.grants.length ? String(start + 1) : null;
      return json(response, 200, { items: this.grants.slice(start, start + 1), next });
    }
    const grant = this.grants.find((candidate) => candidate.app.id === app);
    if (!grant) return problem(response, 'not_found');
    if (method === 'GET') return json(response, 200, grant);
    if (permission === 'notes:read') return problem(response, 'permission_required');
    const permissions = grant.permissions.filter((held: string) => permission && held !== permission);
    Object.assign(grant, { permissions, status: permission ? 'active' : 'revoked' });
    response.writeHead(permission ? 204 : 202).end();
  }

  #list(url: URL, response: ServerResponse): void {
    const limit = Number(url.searchParams.get('limit') ?? 50);
    const start = Number(url.searchParams.get('after') ?? 0);
    const all = this.#documents.filter(({ type }) => type === url.searchParams.get('type'));
    const next = start + limit < all.length ? String(start + limit) : null;
    json(response, 200, { items: all.slice(start, start + limit), next });
  }

  #receive(socket: WebSocket, message: any): void {
    this.hubMessages.push(message);
    if (message.action !== 'subscribe') return;
    const since = message.since === null ? this.#log.length : Number(message.since);
    if (since < this.oldestCursor) {
      socket.send(JSON.stringify({ ...CURSOR_GONE, id: message.id }));
      return;
    }
    this.#sockets.get(socket)?.push(message);
    socket.send(JSON.stringify({ ...SUBSCRIBED, id: message.id, cursor: String(this.#log.length) }));
    if (this.breakBeforeReplay) {
      this.breakBeforeReplay = false;
      return socket.close(1012);
    }
    for (let index = since; index < this.#log.length; index++) {
      if (message.types.includes(this.#log[index].document.type))
        socket.send(this.#message(message.id, index));
    }
  }

  /** A cursor is how far one has read. */
  #message(id: string, index: number): string {
    return JSON.stringify({ ...CHANGE, id, cursor: String(index + 1), ...this.#log[index] });
  }

  #now(): string {
    return new Date((this.#clock += 1000)).toISOString().replace('Z', '000Z');
  }
}

export function problem(response: ServerResponse, code: string, headers: Record<string, string> = {}): void {
  const { status, title } = PROBLEMS[code];
  const body = {
    type: `https://vibe.cloud/problems/${code}`,
    title,
    status,
    detail: `Because of ${code}`,
    code,
  };
  response
    .writeHead(status, { 'Content-Type': 'application/problem+json', ...headers })
    .end(JSON.stringify(body));
}
