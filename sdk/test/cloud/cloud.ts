import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import {
  type BrowserPage,
  type Environment,
  memoryTokenStore,
  processLocks,
  type TokenStore,
  type VibeOptions,
  VibeSDK,
} from '../../src/index.js';
import { Api } from './api.js';
import { Identity } from './identity.js';

/** A cloud on a port of its own: real HTTP and real WebSockets, speaking the contract. */
export class Cloud {
  readonly identity = new Identity();
  readonly api = new Api(this.identity);
  readonly #server = createServer(async (request, response) => {
    response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
    response.setHeader('Access-Control-Allow-Headers', 'authorization, content-type, if-match');
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE');
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    const body = await text(request);
    if (!(await this.identity.handle(request, response, body)))
      await this.api.handle(request, response, body);
  });
  url = '';

  static async start(port = 0): Promise<Cloud> {
    const cloud = new Cloud();
    cloud.api.attach(cloud.#server);
    await new Promise<void>((resolve) => cloud.#server.listen(port, '127.0.0.1', resolve));
    cloud.url = `http://localhost:${(cloud.#server.address() as AddressInfo).port}`;
    cloud.identity.issuer = `${cloud.url}/realms/vibe`;
    return cloud;
  }

  stop(): void {
    this.api.closeSockets(1001);
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** An app in a tab of its own. */
  tab(given: { tokenStore?: TokenStore; environment?: Partial<Environment> } = {}): Tab {
    const page = new TestPage('http://localhost:9799/');
    const storage = new Map<string, string>();
    const environment: Partial<Environment> = {
      WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
      page,
      locks: processLocks(),
      storage: {
        getItem: (key) => storage.get(key) ?? null,
        setItem: (key, value) => void storage.set(key, value),
        removeItem: (key) => void storage.delete(key),
      },
      backoff: () => 5,
      ...given.environment,
    };
    const options: VibeOptions = {
      issuer: this.identity.issuer,
      clientId: 'notes',
      apiUrl: this.url,
      redirectUri: 'http://localhost:9799/callback',
      permissions: { required: ['notes:read'], optional: ['notes:write'] },
      tokenStore: given.tokenStore ?? memoryTokenStore(),
      environment,
    };
    return { options, page, sdk: new VibeSDK(options), visit: () => page.visit(this.identity) };
  }

  /** A tab in which somebody has signed in. */
  async signedIn(given: Parameters<Cloud['tab']>[0] = {}): Promise<Tab> {
    const tab = this.tab(given);
    await tab.sdk.auth.signIn();
    tab.visit();
    await tab.sdk.auth.handleRedirect();
    return tab;
  }
}

export interface Tab {
  readonly options: VibeOptions;
  readonly page: TestPage;
  readonly sdk: VibeSDK;
  /** Follows the navigation that the SDK has begun: the identity server sends the browser back. */
  visit(): void;
}

/** An address bar. */
export class TestPage implements BrowserPage {
  readonly visited: URL[] = [];
  readonly posted: { url: URL; fields: Readonly<Record<string, string>> }[] = [];
  #href: string;

  constructor(href: string) {
    this.#href = href;
  }

  href(): string {
    return this.#href;
  }

  replace(url: URL): void {
    this.#href = url.href;
  }

  go(url: URL): void {
    this.visited.push(url);
    this.#href = url.href;
  }

  post(url: URL, fields: Readonly<Record<string, string>>): void {
    this.posted.push({ url, fields });
  }

  visit(identity: Identity): void {
    this.#href = identity.authorize(new URL(this.#href)).href;
  }
}

/** Waits for what has to become true; the test runner's own limit ends a test for which it never does. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}
