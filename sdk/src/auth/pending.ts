import type { Environment } from '../environment.js';
import { VibeError } from '../errors.js';

/** A sign-in under way: what has to be known again when the browser comes back. */
export interface PendingSignIn {
  readonly codeVerifier: string;
  readonly nonce: string;
  /** Path in this app to go on at. */
  readonly returnTo: string;
  readonly startedAt: number;
}

/** A person who registers may have to find an e-mail first. */
const LIFETIME_MS = 60 * 60 * 1000;

/**
 * Sign-ins under way, by `state`. They are this tab's only: an answer that this tab did not ask for is not accepted, so
 * that nobody can sign a person in to somebody else's account (RFC 9700, section 4.7).
 */
export class PendingSignIns {
  readonly #storage: Environment['storage'];
  readonly #prefix: string;

  constructor(storage: Environment['storage'], clientId: string) {
    this.#storage = storage;
    this.#prefix = `vibe:sign-in:${clientId}`;
  }

  /** One sign-in at a time: beginning another one forgets the one before. */
  remember(state: string, pending: PendingSignIn): void {
    try {
      this.#storage.setItem(this.#prefix, JSON.stringify({ state, ...pending }));
    } catch (cause) {
      throw new VibeError('storage_unavailable', 'This browser does not let the app store anything', {
        cause,
      });
    }
  }

  /** Each can be taken once. */
  take(state: string | null): PendingSignIn | null {
    const pending = this.#read();
    if (!state || !pending || pending.state !== state) return null;
    this.#storage.removeItem(this.#prefix);
    return Date.now() - pending.startedAt > LIFETIME_MS ? null : pending;
  }

  #read(): (PendingSignIn & { state: string }) | null {
    try {
      return JSON.parse(this.#storage.getItem(this.#prefix) ?? 'null');
    } catch {
      return null;
    }
  }
}
