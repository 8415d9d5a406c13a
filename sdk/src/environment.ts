import { browserLocks, processLocks, type Locks } from './auth/locks.js';

/** The page that the SDK runs in: the few things it does to the address bar. */
export interface Page {
  href(): string;
  /** Changes the address without a navigation and without a new entry in the history. */
  replace(url: URL): void;
  go(url: URL): void;
  /** Navigates by a form, so that nothing of `fields` ends up in an address, a history or a log. */
  post(url: URL, fields: Readonly<Record<string, string>>): void;
}

export interface Network {
  online(): boolean;
  onChange(listener: (online: boolean) => void): void;
}

/** What the SDK needs of the world around it. In a browser everything has a default. */
export interface Environment {
  readonly fetch: typeof globalThis.fetch;
  readonly WebSocket: typeof globalThis.WebSocket;
  readonly page: Page;
  readonly network: Network;
  readonly locks: Locks;
  /** Where a sign-in under way is remembered; has to be the tab's own, and to survive a navigation. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Milliseconds before the n-th attempt (from 0) to connect again. */
  readonly backoff: (attempt: number) => number;
}

export function completeEnvironment(given: Partial<Environment>): Environment {
  return {
    fetch: given.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    WebSocket: given.WebSocket ?? globalThis.WebSocket,
    page: given.page ?? browserPage,
    network: given.network ?? browserNetwork,
    locks: given.locks ?? (typeof navigator === 'object' && navigator.locks ? browserLocks : processLocks()),
    // A getter, for a browser that blocks storage throws when the property is merely read.
    storage: given.storage ?? {
      getItem: (key) => sessionStorage.getItem(key),
      setItem: (key, value) => sessionStorage.setItem(key, value),
      removeItem: (key) => sessionStorage.removeItem(key),
    },
    backoff: given.backoff ?? exponentialBackoff,
  };
}

/** Doubles from half a second to half a minute; the random half keeps a thousand tabs from returning at once. */
function exponentialBackoff(attempt: number): number {
  const ceiling = Math.min(30_000, 500 * 2 ** Math.min(attempt, 10));
  return ceiling / 2 + Math.random() * (ceiling / 2);
}

const browserPage: Page = {
  href: () => location.href,
  replace: (url) => history.replaceState(null, '', url),
  go: (url) => location.assign(url),
  post: (url, fields) => {
    const form = document.createElement('form');
    form.method = 'post';
    form.action = url.href;
    form.hidden = true;
    for (const [name, value] of Object.entries(fields)) {
      const input = document.createElement('input');
      input.type = 'hidden';
      input.name = name;
      input.value = value;
      form.append(input);
    }
    document.body.append(form);
    form.submit();
  },
};

const browserNetwork: Network = {
  // Only an explicit `false` means offline; where it is unknown, trying is how to find out.
  online: () => typeof navigator !== 'object' || navigator.onLine !== false,
  onChange: (listener) => {
    if (typeof window !== 'object') return;
    window.addEventListener('online', () => listener(true));
    window.addEventListener('offline', () => listener(false));
  },
};
