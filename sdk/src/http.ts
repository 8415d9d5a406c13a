import type { AuthManager } from './auth/manager.js';
import type { Environment } from './environment.js';
import { unheard, VibeError } from './errors.js';
import type { Settings } from './settings.js';

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | null | undefined>>;
  readonly body?: unknown;
  readonly ifMatch?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 30_000;
/** A server that is away longer than this is the app's to tell the person about. */
const LONGEST_WAIT_MS = 5_000;
const ATTEMPTS = 3;

/** Requests to the data API as the person who is signed in. */
export class ApiClient {
  readonly #settings: Settings;
  readonly #environment: Environment;
  readonly #auth: AuthManager;

  constructor(settings: Settings, environment: Environment, auth: AuthManager) {
    this.#settings = settings;
    this.#environment = environment;
    this.#auth = auth;
  }

  /** The answer's JSON, or null where there is none. */
  async send<T>(request: ApiRequest): Promise<T> {
    let token = await this.#auth.accessToken();
    let refreshed = false;
    for (let attempt = 1; ; attempt++) {
      const response = await this.#fetch(request, token);
      if (response.ok) return read<T>(response);
      const error = await toError(response);

      // Refused before anything was done, so any method may be sent again; once, with a token that is new.
      if (response.status === 401 && !refreshed) {
        const reason = error.code === 'grant_revoked' ? 'revoked' : 'ended';
        token = await this.#auth.accessToken({ rejected: token, reason });
        refreshed = true;
        continue;
      }
      if (error.code === 'grant_revoked') this.#auth.revoked();
      const wait = response.status === 503 ? retryAfterMs(response) : null;
      if (request.method !== 'GET' || wait === null || attempt >= ATTEMPTS) throw error;
      await pause(wait, request.signal);
    }
  }

  async #fetch(request: ApiRequest, token: string): Promise<Response> {
    const headers = new Headers({ Authorization: `Bearer ${token}`, Accept: 'application/json' });
    if (request.body !== undefined) headers.set('Content-Type', 'application/json');
    if (request.ifMatch !== undefined) headers.set('If-Match', `"${request.ifMatch}"`);
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    try {
      return await this.#environment.fetch(apiUrl(this.#settings.apiUrl, request), {
        method: request.method,
        headers,
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        signal: request.signal ? AbortSignal.any([request.signal, timeout]) : timeout,
        // The token says who asks; nothing else of the browser's is wanted there.
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
      });
    } catch (cause) {
      request.signal?.throwIfAborted();
      throw unheard('The Vibe Cloud did not answer', cause);
    }
  }
}

function apiUrl(base: URL, { path, query = {} }: ApiRequest): URL {
  const url = new URL(base.pathname.replace(/\/$/, '') + path, base);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

async function read<T>(response: Response): Promise<T> {
  if (response.status === 204 || response.status === 202) return null as T;
  try {
    return (await response.json()) as T;
  } catch (cause) {
    throw new VibeError('unexpected_response', 'The answer is not JSON', { status: response.status, cause });
  }
}

/** RFC 9457; anything else comes from something between us and the API. */
async function toError(response: Response): Promise<VibeError> {
  const { status } = response;
  const problem = (await response.json().catch(() => null)) as Record<string, unknown> | null;
  if (typeof problem?.['code'] === 'string') {
    const { code, title, detail } = problem;
    return new VibeError(code, typeof title === 'string' ? title : code, {
      status,
      detail: typeof detail === 'string' ? detail : undefined,
    });
  }
  const away = status === 502 || status === 503 || status === 504;
  return new VibeError(away ? 'unavailable' : 'unexpected_response', `The answer was HTTP ${status}`, {
    status,
  });
}

/** RFC 9110, section 10.2.3: seconds or a date. Null: do not wait that long, or no time is named. */
function retryAfterMs(response: Response): number | null {
  const value = response.headers.get('Retry-After');
  if (value === null) return null;
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(wait) && wait <= LONGEST_WAIT_MS ? Math.max(wait, 0) : null;
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });
}
