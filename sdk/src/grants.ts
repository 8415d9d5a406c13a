import { VibeError } from './errors.js';
import type { ApiClient } from './http.js';
import { isPermission, type Permission } from './permission.js';

/** What the person has allowed an app, as it is enforced now. */
export interface Grant {
  readonly app: {
    /** Names the app for good; its client id may be another's later. */
    readonly id: string;
    readonly did: string;
    readonly clientId: string;
  };
  /** Whether it is this app's own. */
  readonly own: boolean;
  readonly status: 'active' | 'revoked' | 'expired';
  /** Rises with every change. */
  readonly version: number;
  readonly permissions: readonly Permission[];
  /** RFC 3339, in UTC. */
  readonly since: string;
  /** When it ends by itself, or null where no end is set. */
  readonly until: string | null;
}

interface Page {
  readonly items: readonly Grant[];
  readonly next: string | null;
}

/**
 * What the person has allowed apps. This app's own grant it may always see and give up; all of them with the permissions `grants:read` and
 * `grants:write`. Every method throws a `VibeError` if the API says no.
 */
export class GrantManager {
  readonly #api: ApiClient;

  /** @internal */
  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** All that this app may see, also those that have ended, fetched page by page as they are asked for. */
  async *list({ signal }: { readonly signal?: AbortSignal } = {}): AsyncGenerator<Grant, void> {
    let after: string | null = null;
    do {
      const page: Page = await this.#api.send({
        method: 'GET',
        path: '/v1/grants',
        query: { after },
        signal,
      });
      yield* page.items;
      after = page.next;
    } while (after !== null);
  }

  /** That of one app, by the `id` in its grant. */
  async get(app: string): Promise<Grant> {
    return this.#api.send({ method: 'GET', path: pathOf(app) });
  }

  /** Shuts an app out: all its tokens are refused. Ending this app's own grant ends the session as well. */
  async end(app: string): Promise<void> {
    await this.#api.send({ method: 'DELETE', path: pathOf(app) });
  }

  /** Takes one permission back that the app can do without; throws `permission_required` otherwise. */
  async withdraw(app: string, permission: Permission): Promise<void> {
    if (!isPermission(permission)) throw new VibeError('invalid_options', 'The permission is not one');
    await this.#api.send({
      method: 'DELETE',
      path: `${pathOf(app)}/permissions/${encodeURIComponent(permission)}`,
    });
  }
}

function pathOf(app: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(app)) {
    throw new VibeError('invalid_options', 'The id is not one of an app');
  }
  return `/v1/grants/${app}`;
}
