import type { AuthManager } from '../auth/manager.js';
import type { Data } from '../documents.js';
import type { Environment } from '../environment.js';
import { VibeError } from '../errors.js';
import type { ApiClient } from '../http.js';
import type { Settings } from '../settings.js';
import { Feed, isFinal } from './feed.js';
import { CloseCode, type HubRequest, type LiveEvent, parseMessage } from './messages.js';

/** `idle`: nothing is subscribed. `live`: what others change arrives. */
export type RealtimeStatus = 'idle' | 'connecting' | 'live' | 'offline';

export interface Subscription {
  close(): void;
}

/** Live changes, all subscriptions over one socket, which is kept alive for as long as there is one of them. */
export class RealtimeManager {
  readonly #settings: Settings;
  readonly #environment: Environment;
  readonly #auth: AuthManager;
  readonly #api: ApiClient;
  readonly #feeds = new Map<string, Feed>();
  readonly #listeners = new Set<(status: RealtimeStatus) => void>();
  #status: RealtimeStatus = 'idle';
  #socket: WebSocket | null = null;
  /** Raised whenever the present attempt to connect is given up: whatever is still under way for it then stops. */
  #turn = 0;
  #attempt = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #renewTimer: ReturnType<typeof setTimeout> | undefined;
  #nextId = 1;
  /** Whose changes are subscribed to. */
  #person: string | undefined;
  #rejected: string | undefined;
  #refusedUnopened = false;

  /** @internal */
  constructor(settings: Settings, environment: Environment, auth: AuthManager, api: ApiClient) {
    this.#settings = settings;
    this.#environment = environment;
    this.#auth = auth;
    this.#api = api;
    auth.onChange(({ session }) => {
      if (session?.person.id !== this.#person) this.#stop();
    });
    auth.onToken(() => void this.#renew());
    environment.network.onChange((online) => (online ? this.#reconnect() : this.#disconnect('offline')));
  }

  get status(): RealtimeStatus {
    return this.#status;
  }

  onStatus(listener: (status: RealtimeStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Calls `handler` with every change to documents of these types that the person may see. The first event is `reset`:
   * list then, and you miss nothing. Subscriptions end with the session.
   */
  subscribe<T extends Data = Data>(
    { types }: { readonly types: readonly string[] },
    handler: (event: LiveEvent<T>) => void,
  ): Subscription {
    const { session } = this.#auth;
    if (!session) throw new VibeError('signed_out', 'Nobody is signed in');
    if (types.length === 0) throw new VibeError('invalid_options', 'A subscription names at least one type');
    const feed = new Feed(`feed-${this.#nextId++}`, [...types], handler as (event: LiveEvent) => void);
    this.#feeds.set(feed.id, feed);
    this.#person = session.person.id;
    if (this.#socket?.readyState === 1) this.#socket.send(feed.request());
    else if (this.#status === 'idle') void this.#connect();
    this.#showLive();
    return { close: () => this.#remove(feed) };
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#retryTimer);
    const turn = ++this.#turn;
    if (this.#feeds.size === 0 || !this.#auth.session) return this.#show('idle');
    if (!this.#environment.network.online()) return this.#show('offline');
    this.#show('connecting');
    let token: string;
    try {
      if (this.#refusedUnopened) await this.#ask();
      token = await this.#auth.accessToken(this.#rejected ? { rejected: this.#rejected } : {});
    } catch {
      // A session that has ended has already stopped us by its event; anything else may pass.
      if (turn === this.#turn) this.#later();
      return;
    }
    if (turn === this.#turn) this.#open(token);
  }

  #open(token: string): void {
    this.#rejected = undefined;
    const url = new URL(
      this.#settings.apiUrl.pathname.replace(/\/$/, '') + '/hub/documents',
      this.#settings.apiUrl,
    );
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    // A browser cannot set headers here, and addresses end up in logs: so the token is one of the protocols.
    const socket = new this.#environment.WebSocket(url, ['vibe.v1', `vibe.bearer.${token}`]);
    this.#socket = socket;
    this.#refusedUnopened = true;
    socket.onopen = () => {
      this.#refusedUnopened = false;
      for (const feed of this.#feeds.values()) socket.send(feed.request());
      this.#scheduleRenewal();
    };
    socket.onmessage = ({ data }) => this.#receive(socket, data);
    // Always followed by `close`, which says more; some WebSockets throw an error that nobody listens to.
    socket.onerror = () => {};
    socket.onclose = ({ code }) => {
      if (this.#socket !== socket) return;
      this.#dropSocket();
      if (code === CloseCode.grantRevoked) return this.#auth.revoked();
      if (isFinal(code)) return this.#fail('message_invalid', 'The hub could not read a message of this app');
      // A sign-in that has ended elsewhere has no newer token: asking for one ends it here as well.
      if (code === CloseCode.tokenExpired || code === CloseCode.signedOut) this.#rejected = token;
      this.#later();
    };
  }

  #receive(socket: WebSocket, data: unknown): void {
    if (this.#socket !== socket) return;
    const message = parseMessage(data);
    if (!message || message.event === 'nonce' || !message.id) return;
    const feed = this.#feeds.get(message.id);
    if (!feed) return;
    switch (message.event) {
      case 'subscribed':
        this.#attempt = 0;
        feed.subscribed(message.cursor);
        this.#showLive();
        break;
      case 'change':
        feed.change(message);
        break;
      case 'error':
        if (message.code === 'cursor_gone') {
          feed.forget();
          socket.send(feed.request());
        } else {
          this.#remove(feed);
          feed.fail(message.code, message.title);
        }
    }
  }

  /**
   * A browser does not say why a socket was refused. The same question over HTTP does, and it settles what can be settled:
   * an expired token is renewed, a revoked grant ends the session.
   */
  async #ask(): Promise<void> {
    const type = [...this.#feeds.values()][0]?.types[0];
    try {
      await this.#api.send({ method: 'GET', path: '/v1/documents', query: { type, limit: 1 } });
    } catch (error) {
      if (VibeError.is(error, 'network', 'unavailable', 'signed_out', 'grant_revoked')) throw error;
    }
  }

  #later(): void {
    this.#show(this.#environment.network.online() ? 'connecting' : 'offline');
    const wait = this.#environment.backoff(this.#attempt++);
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => void this.#connect(), wait);
  }

  #reconnect(): void {
    this.#dropSocket();
    this.#attempt = 0;
    void this.#connect();
  }

  #disconnect(status: 'idle' | 'offline'): void {
    this.#turn++;
    clearTimeout(this.#retryTimer);
    this.#dropSocket();
    this.#show(this.#feeds.size === 0 ? 'idle' : status);
  }

  /** The session is over: what was subscribed was this person's. */
  #stop(): void {
    this.#feeds.clear();
    this.#attempt = 0;
    this.#rejected = undefined;
    this.#disconnect('idle');
  }

  #fail(code: string, title: string): void {
    const feeds = [...this.#feeds.values()];
    this.#feeds.clear();
    this.#disconnect('idle');
    for (const feed of feeds) feed.fail(code, title);
  }

  /** The contract has no "unsubscribe" yet: what still comes for a feed that is gone is dropped, the last one hangs up. */
  #remove(feed: Feed): void {
    this.#feeds.delete(feed.id);
    if (this.#feeds.size === 0) this.#disconnect('idle');
    else this.#showLive();
  }

  #dropSocket(): void {
    clearTimeout(this.#renewTimer);
    for (const feed of this.#feeds.values()) feed.live = false;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
  }

  #scheduleRenewal(): void {
    clearTimeout(this.#renewTimer);
    const wait = Math.max(1000, this.#auth.refreshAt - Date.now());
    this.#renewTimer = setTimeout(
      () => {
        // A new token announces itself (`onToken`). Without one: again soon, and the hub decides when it is too late.
        this.#auth.accessToken().then(
          () => this.#scheduleRenewal(),
          () => this.#scheduleRenewal(),
        );
      },
      Math.min(wait, 2 ** 31 - 1),
    );
  }

  async #renew(): Promise<void> {
    const socket = this.#socket;
    if (socket?.readyState !== 1) return;
    const token = await this.#auth.accessToken().catch(() => null);
    if (token === null || this.#socket !== socket || socket.readyState !== 1) return;
    socket.send(JSON.stringify({ action: 'renew', token } satisfies HubRequest));
    this.#scheduleRenewal();
  }

  #showLive(): void {
    if (this.#socket?.readyState !== 1 || this.#feeds.size === 0) return;
    this.#show([...this.#feeds.values()].every((feed) => feed.live) ? 'live' : 'connecting');
  }

  #show(status: RealtimeStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    for (const listener of [...this.#listeners]) listener(status);
  }
}
