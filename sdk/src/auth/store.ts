import type { StoredSession } from './session.js';

type Awaitable<T> = T | Promise<T>;

/** Where the session's tokens are kept. */
export interface TokenStore {
  /** Whether other tabs read and write the same session. What one has saved, another must load at once. */
  readonly shared: boolean;
  load(): Awaitable<StoredSession | null>;
  save(session: StoredSession): Awaitable<void>;
  clear(): Awaitable<void>;
  /** Calls back when another tab has written; only shared stores have that. */
  onChange?(listener: () => void): void;
}

/**
 * The default: one session a tab, gone with the tab. A script injected into the page can read it, as it can anything the
 * page can; but nothing stays behind on a shared computer, and another tab cannot use up this tab's refresh token.
 */
export function sessionTokenStore(clientId: string): TokenStore {
  const key = `vibe:session:${clientId}`;
  return {
    shared: false,
    load() {
      // Storage that is blocked, or that holds what we cannot read, is an empty store and no reason to fail.
      try {
        return JSON.parse(sessionStorage.getItem(key) ?? 'null') as StoredSession | null;
      } catch {
        return null;
      }
    },
    save: (session) => sessionStorage.setItem(key, JSON.stringify(session)),
    clear() {
      try {
        sessionStorage.removeItem(key);
      } catch {
        // Blocked storage holds nothing.
      }
    },
  };
}

/** In memory only: a reload signs out. */
export function memoryTokenStore(): TokenStore {
  let session: StoredSession | null = null;
  return {
    shared: false,
    load: () => session,
    save: (next) => void (session = next),
    clear: () => void (session = null),
  };
}
