import { VibeError } from './errors.js';
import type { ApiClient } from './http.js';

/** A JSON object. */
export type Data = object;

export interface VibeDocument<T extends Data = Data> {
  readonly id: string;
  readonly type: string;
  /** Changes with every change. Opaque: compare it for being the same, and nothing else. */
  readonly rev: string;
  /** The owner's DID. */
  readonly owner: string;
  /** RFC 3339, in UTC, to the microsecond: sorts as text. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly data: T;
}

export interface Page<T extends Data = Data> {
  readonly items: readonly VibeDocument<T>[];
  /** Where the next page begins, or null at the end. */
  readonly next: string | null;
}

export interface PageOptions {
  readonly type: string;
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly after?: string | null;
  readonly signal?: AbortSignal;
}

/** The person's documents. Every method throws a `VibeError` if the API says no. */
export class DocumentManager {
  readonly #api: ApiClient;

  /** @internal */
  constructor(api: ApiClient) {
    this.#api = api;
  }

  create<T extends Data>(type: string, data: T): Promise<VibeDocument<T>> {
    return this.#api.send({ method: 'POST', path: '/v1/documents', body: { type, data } });
  }

  async get<T extends Data = Data>(id: string): Promise<VibeDocument<T>> {
    return this.#api.send({ method: 'GET', path: pathOf(id) });
  }

  /** One page, newest first. */
  page<T extends Data = Data>({ type, limit, after, signal }: PageOptions): Promise<Page<T>> {
    return this.#api.send({ method: 'GET', path: '/v1/documents', query: { type, limit, after }, signal });
  }

  /** All of a type, newest first, fetched page by page as they are asked for. */
  async *list<T extends Data = Data>(
    options: Omit<PageOptions, 'after'>,
  ): AsyncGenerator<VibeDocument<T>, void> {
    let after: string | null = null;
    do {
      const page: Page<T> = await this.page<T>({ ...options, after });
      yield* page.items;
      after = page.next;
    } while (after !== null);
  }

  /** Replaces the data of a document, if it is still at `ifMatch`; otherwise throws `rev_stale`. */
  async replace<T extends Data>(
    id: string,
    data: T,
    { ifMatch }: { readonly ifMatch: string },
  ): Promise<VibeDocument<T>> {
    return this.#api.send({ method: 'PUT', path: pathOf(id), body: { data }, ifMatch });
  }

  /** With `ifMatch` only if nobody has changed it since. */
  async delete(id: string, { ifMatch }: { readonly ifMatch?: string } = {}): Promise<void> {
    await this.#api.send({ method: 'DELETE', path: pathOf(id), ifMatch });
  }
}

function pathOf(id: string): string {
  // A URL parser would read these as a folder, not as an id.
  if (id === '' || id === '.' || id === '..') {
    throw new VibeError('invalid_options', 'The id is not one of a document');
  }
  return `/v1/documents/${encodeURIComponent(id)}`;
}
