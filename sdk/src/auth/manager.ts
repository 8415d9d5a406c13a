import type { Environment } from '../environment.js';
import { VibeError } from '../errors.js';
import { covers, type Permission } from '../permission.js';
import type { Settings } from '../settings.js';
import { endsSession, IdentityServer, type Prompt } from './identity.js';
import { beginSignIn, readAnswer } from './redirect.js';
import { PendingSignIns } from './pending.js';
import {
  type AuthChange,
  type Session,
  type SignedOutReason,
  type StoredSession,
  toSession,
} from './session.js';
import type { TokenStore } from './store.js';

export interface SignInOptions {
  /** Where in this app to go on afterwards; a path or a URL of the app's own origin. The current page by default. */
  readonly returnTo?: string;
  /** `create` begins with a new account, `consent` asks again for what was declined. */
  readonly prompt?: Prompt;
  /** Lets whoever is not signed in begin without an account, where the app may (client attribute `vibe.guests`). */
  readonly guest?: boolean;
}

export interface RedirectResult {
  readonly session: Session | null;
  /** The path that `signIn` was given, when this page load has completed a sign-in; the address already shows it. */
  readonly returnTo: string | null;
}

export interface TokenRequest {
  /** A token that was just refused, and must not be given again. */
  readonly rejected?: string;
  /** Why nobody is signed in, should it turn out that no new token is to be had. */
  readonly reason?: SignedOutReason;
}

/** How long a reloaded page's former self may take to let go of the session. */
const RELOAD_PATIENCE_MS = 1500;

/** Who is signed in. Holds the tokens, and gives them to nobody but the SDK's own parts. */
export class AuthManager {
  readonly #settings: Settings;
  readonly #environment: Environment;
  readonly #identity: IdentityServer;
  readonly #store: TokenStore;
  readonly #pending: PendingSignIns;
  readonly #listeners = new Set<(change: AuthChange) => void>();
  readonly #tokenListeners = new Set<() => void>();
  #current: StoredSession | null = null;
  #hold: { release(): void } | null = null;
  #refreshing: Promise<StoredSession> | null = null;

  /** @internal */
  constructor(settings: Settings, environment: Environment, store: TokenStore) {
    this.#settings = settings;
    this.#environment = environment;
    this.#identity = new IdentityServer(settings, environment);
    this.#store = store;
    this.#pending = new PendingSignIns(environment.storage, settings.clientId);
    store.onChange?.(() => void this.#follow());
  }

  get session(): Session | null {
    return this.#current && toSession(this.#current);
  }

  /** Whether the person has allowed this. The API decides; this is for what the app shows. */
  has(permission: Permission): boolean {
    return this.#current !== null && covers(this.#current.permissions, permission);
  }

  /** Calls back when somebody signs in or out, and when what they allow changes. Returns how to stop that. */
  onChange(listener: (change: AuthChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Leaves this page for the identity server, where the person says yes or no. */
  async signIn(options: SignInOptions = {}): Promise<void> {
    const { page } = this.#environment;
    const { state, pending } = beginSignIn(options.returnTo ?? page.href(), this.#settings);
    const url = await this.#identity.authorizationUrl(state, pending, options.prompt, options.guest);
    this.#pending.remember(state, pending);
    page.go(url);
  }

  /**
   * To be called once when a page has loaded. Picks up the tab's session; on the redirect URI it completes the sign-in
   * and cleans the address. Throws a `VibeError` if the sign-in failed (`access_denied` if the person said no); a
   * session that was there before is kept then.
   */
  async handleRedirect(): Promise<RedirectResult> {
    await this.#restore();
    const { page } = this.#environment;
    const answer = readAnswer(page.href(), this.#settings.redirectUri);
    if (!answer) return { session: this.session, returnTo: null };

    const state = answer.get('state');
    const pending = this.#pending.take(state);
    const returnTo = new URL(pending?.returnTo ?? '/', this.#settings.redirectUri);
    // Before anything else happens, so that a one-time code is not left in the history or reloaded.
    page.replace(returnTo);
    if (!pending || !state) {
      throw new VibeError(
        'state_mismatch',
        'This answer does not belong to a sign-in that began in this tab',
      );
    }
    const session = await this.#identity.redeem(answer, state, pending);
    await this.#begin(session);
    return { session: this.session, returnTo: pending.returnTo };
  }

  /**
   * Signs out here, at once, and then at the identity server, which this page is left for. A guest is signed out of this app only, and the
   * page stays: nothing but the sign-in of this browser leads back to what they have, in any app. `signIn({ guest: true })` does.
   */
  async signOut(): Promise<void> {
    const session = this.#current;
    await this.#end('signed_out');
    if (!session) return;
    if (session.person.guest) {
      if (session.refreshToken) await this.#identity.giveBack(session.refreshToken);
      return;
    }
    const logout = await this.#identity.logout(session.idToken);
    if (logout) this.#environment.page.post(logout.url, logout.fields);
  }

  /**
   * An access token for the data API, renewed shortly before it expires. Apps seldom need it: `documents` and `realtime`
   * use it by themselves.
   */
  async accessToken({ rejected, reason = 'ended' }: TokenRequest = {}): Promise<string> {
    const session = this.#current;
    if (!session) throw new VibeError('signed_out', 'Nobody is signed in');
    const fit = (candidate: StoredSession) =>
      candidate.accessToken !== rejected && Date.now() < candidate.refreshAt;
    if (fit(session)) return session.accessToken;
    try {
      this.#refreshing ??= this.#refresh(session, fit, reason).finally(() => (this.#refreshing = null));
      return (await this.#refreshing).accessToken;
    } catch (error) {
      const stillValid = session.accessToken !== rejected && Date.now() < session.expiresAt;
      if (stillValid && VibeError.is(error, 'network', 'unavailable')) return session.accessToken;
      throw error;
    }
  }

  /** @internal The API or the hub has said that this session is over. */
  revoked(): void {
    void this.#end('revoked');
  }

  /** @internal Calls back when there is a newer access token. */
  onToken(listener: () => void): void {
    this.#tokenListeners.add(listener);
  }

  /** @internal When `accessToken` will renew. */
  get refreshAt(): number {
    return this.#current?.refreshAt ?? Infinity;
  }

  /**
   * Refresh tokens rotate, and using one twice revokes them all (RFC 9700, section 4.14.2): so one refresh at a time,
   * over all tabs, and whoever had to wait looks first whether it has been done.
   */
  #refresh(
    session: StoredSession,
    fit: (candidate: StoredSession) => boolean,
    reason: SignedOutReason,
  ): Promise<StoredSession> {
    return this.#environment.locks.run(`vibe:refresh:${session.id}`, async () => {
      if (this.#store.shared) {
        await this.#follow();
        if (this.#current && fit(this.#current)) return this.#current;
      }
      if (this.#current?.id !== session.id) throw new VibeError('signed_out', 'Nobody is signed in');
      try {
        const refreshed = await this.#identity.refresh(this.#current);
        // Signed out meanwhile, here or in another tab: a session that the person has ended must not come back.
        const isOurs = !this.#store.shared || (await this.#store.load())?.id === session.id;
        if (!isOurs) await this.#follow();
        if (this.#current?.id !== session.id) throw new VibeError('signed_out', 'Nobody is signed in');
        await this.#keep(refreshed);
        return refreshed;
      } catch (error) {
        if (endsSession(error) && this.#current?.id === session.id) await this.#end(reason);
        if (!endsSession(error)) throw error;
        throw new VibeError('signed_out', 'The session has ended', { cause: error });
      }
    });
  }

  async #restore(): Promise<void> {
    const stored = await this.#store.load();
    if (!stored || this.#current) return;
    if (!this.#store.shared && !(await this.#claim(stored.id))) {
      // A duplicated tab has a copy of another tab's refresh token. Two users of one would end the session of both.
      await this.#store.clear();
      return;
    }
    this.#current = stored;
    this.#announce(null);
  }

  async #begin(session: StoredSession): Promise<void> {
    this.#hold?.release();
    this.#hold = null;
    if (!this.#store.shared) await this.#claim(session.id);
    await this.#keep(session, true);
  }

  async #claim(id: string): Promise<boolean> {
    this.#hold = await this.#environment.locks.hold(`vibe:session:${id}`, RELOAD_PATIENCE_MS);
    return this.#hold !== null;
  }

  async #keep(session: StoredSession, begun = false): Promise<void> {
    const before = this.#current;
    this.#current = session;
    await this.#store.save(session);
    if (this.#current !== session) return;
    if (begun || before?.permissions.join() !== session.permissions.join()) this.#announce(null);
    for (const listener of this.#tokenListeners) listener();
  }

  /** Takes over what another tab has done to a shared store. */
  async #follow(): Promise<void> {
    const stored = await this.#store.load();
    const before = this.#current;
    if (stored?.accessToken === before?.accessToken) return;
    this.#current = stored;
    if (!stored) return this.#announce('signed_out');
    if (before?.id !== stored.id || before.permissions.join() !== stored.permissions.join()) {
      this.#announce(null);
    }
    for (const listener of this.#tokenListeners) listener();
  }

  /** At once for everybody who asks; the promise is for the store. */
  async #end(reason: SignedOutReason): Promise<void> {
    if (!this.#current) return;
    this.#current = null;
    const cleared = this.#store.clear();
    this.#hold?.release();
    this.#hold = null;
    this.#announce(reason);
    await cleared;
  }

  #announce(reason: SignedOutReason | null): void {
    const change = { session: this.session, reason };
    for (const listener of [...this.#listeners]) listener(change);
  }
}
