import * as oauth from 'oauth4webapi';
import type { Environment } from '../environment.js';
import { unheard, VibeError } from '../errors.js';
import { isPermission } from '../permission.js';
import { isLocal, type Settings } from '../settings.js';
import type { PendingSignIn } from './pending.js';
import type { StoredSession } from './session.js';

export type Prompt = 'login' | 'consent' | 'create' | 'select_account' | 'none';

const TIMEOUT_MS = 15_000;

/** The identity server, in OpenID Connect's terms. It keeps nothing but the server's metadata. */
export class IdentityServer {
  readonly #settings: Settings;
  readonly #client: oauth.Client;
  readonly #fetch: Environment['fetch'];
  #metadata: Promise<oauth.AuthorizationServer> | null = null;

  constructor(settings: Settings, environment: Environment) {
    this.#settings = settings;
    this.#client = { client_id: settings.clientId };
    this.#fetch = environment.fetch;
  }

  async authorizationUrl(
    state: string,
    pending: PendingSignIn,
    prompt?: Prompt,
    asGuest = false,
  ): Promise<URL> {
    const { authorization_endpoint: endpoint } = await this.#discover();
    if (!endpoint) throw unusable('it names no authorization endpoint');
    const url = checkedEndpoint(endpoint);
    url.searchParams.set('response_type', 'code');
    url.searchParams.set('client_id', this.#settings.clientId);
    url.searchParams.set('redirect_uri', this.#settings.redirectUri.href);
    url.searchParams.set('scope', this.#settings.scope);
    url.searchParams.set('state', state);
    url.searchParams.set('nonce', pending.nonce);
    url.searchParams.set('code_challenge', await oauth.calculatePKCECodeChallenge(pending.codeVerifier));
    url.searchParams.set('code_challenge_method', 'S256');
    if (prompt) url.searchParams.set('prompt', prompt);
    if (asGuest) url.searchParams.set('vibe_guest', 'true');
    return url;
  }

  /** Checks the answer (state; `iss` by RFC 9207; error) and redeems its code (RFC 7636, section 4.5). */
  redeem(answer: URLSearchParams, state: string, pending: PendingSignIn): Promise<StoredSession> {
    return this.#translated(async () => {
      const server = await this.#discover();
      const checked = oauth.validateAuthResponse(server, this.#client, answer, state);
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        this.#client,
        oauth.None(),
        checked,
        this.#settings.redirectUri.href,
        pending.codeVerifier,
        this.#options(),
      );
      const tokens = await oauth.processAuthorizationCodeResponse(server, this.#client, response, {
        expectedNonce: pending.nonce,
        requireIdToken: true,
      });
      return toStoredSession(oauth.generateRandomState(), tokens, null);
    });
  }

  refresh(session: StoredSession): Promise<StoredSession> {
    return this.#translated(async () => {
      if (!session.refreshToken) throw ended('there is no refresh token');
      const server = await this.#discover();
      const response = await oauth.refreshTokenGrantRequest(
        server,
        this.#client,
        oauth.None(),
        session.refreshToken,
        this.#options(),
      );
      const tokens = await oauth.processRefreshTokenResponse(server, this.#client, response);
      return toStoredSession(session.id, tokens, session);
    });
  }

  /** OpenID Connect RP-Initiated Logout 1.0, section 2; sent by POST, so that the id token is in no address. */
  async logout(idToken: string): Promise<{ url: URL; fields: Record<string, string> } | null> {
    const { end_session_endpoint: endpoint } = await this.#discover();
    if (!endpoint) return null;
    return {
      url: checkedEndpoint(endpoint),
      fields: {
        client_id: this.#settings.clientId,
        id_token_hint: idToken,
        post_logout_redirect_uri: this.#settings.postLogoutRedirectUri.href,
      },
    };
  }

  /** Gives a refresh token back (RFC 7009): what this app has of the sign-in ends, and nothing else. */
  giveBack(refreshToken: string): Promise<void> {
    return this.#translated(async () => {
      const server = await this.#discover();
      const response = await oauth.revocationRequest(
        server,
        this.#client,
        oauth.None(),
        refreshToken,
        this.#options(),
      );
      await oauth.processRevocationResponse(response);
    });
  }

  /** Fetched once; a failure is forgotten, so that the next attempt asks again. */
  #discover(): Promise<oauth.AuthorizationServer> {
    this.#metadata ??= this.#translated(async () => {
      const { issuer } = this.#settings;
      const response = await oauth.discoveryRequest(issuer, this.#options());
      return oauth.processDiscoveryResponse(issuer, response);
    }).catch((error: unknown) => {
      this.#metadata = null;
      throw error;
    });
    return this.#metadata;
  }

  #options() {
    return {
      [oauth.allowInsecureRequests]: isLocal(this.#settings.issuer),
      // What is no answer at all is marked here, where that is still known.
      [oauth.customFetch]: async (url: string, init: object) => {
        const response = await this.#fetch(url, init as RequestInit).catch((cause: unknown) => {
          throw unheard('The identity server did not answer', cause);
        });
        if (response.status < 500) return response;
        throw new VibeError('unavailable', 'The identity server is not well', { status: response.status });
      },
      signal: () => AbortSignal.timeout(TIMEOUT_MS),
    };
  }

  async #translated<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      throw translate(error);
    }
  }
}

/** The person has to sign in again: no further attempt with these tokens can succeed. */
export function endsSession(error: unknown): boolean {
  return VibeError.is(error, 'invalid_grant', 'invalid_client', 'unauthorized_client', 'signed_out');
}

function translate(error: unknown): VibeError {
  if (error instanceof VibeError) return error;
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError) {
    const title =
      error.error === 'access_denied' ? 'Access was not given' : 'The identity server refused the request';
    const status = error instanceof oauth.ResponseBodyError ? error.status : 0;
    return new VibeError(error.error, title, { detail: error.error_description, status, cause: error });
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    return new VibeError('invalid_client', 'The identity server refused the app', {
      status: error.status,
      cause: error,
    });
  }
  const inner = error instanceof Error ? error.cause : undefined;
  if (inner instanceof VibeError) return inner;
  return new VibeError('sign_in_failed', 'The identity server gave an answer that does not hold', {
    detail: error instanceof Error ? error.message : undefined,
    cause: error,
  });
}

function toStoredSession(
  id: string,
  tokens: oauth.TokenEndpointResponse,
  before: StoredSession | null,
): StoredSession {
  const identity = oauth.getValidatedIdTokenClaims(tokens);
  const access = payload(tokens.access_token);
  const subject = identity?.sub ?? before?.person.id;
  if (!subject || access['sub'] !== subject || (before && before.person.id !== subject)) {
    throw new VibeError('sign_in_failed', 'The tokens are not those of one person');
  }
  if (typeof access['did'] !== 'string') {
    throw unusable('its access token names no DID: does the app have the client scope "vibe"?');
  }
  const permissions = access['permissions'];
  const name = identity?.['name'];
  // The lifetime counts from now by this device's own clock, which may be wrong and harms nothing then.
  const lifetimeMs = (tokens.expires_in ?? 60) * 1000;
  return {
    id,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token ?? before?.refreshToken ?? null,
    idToken: tokens.id_token ?? before?.idToken ?? '',
    refreshAt: Date.now() + lifetimeMs - Math.min(30_000, lifetimeMs / 5),
    expiresAt: Date.now() + lifetimeMs,
    person: {
      id: subject,
      did: access['did'],
      name: typeof name === 'string' ? name : (before?.person.name ?? null),
      guest: access['guest'] === true,
    },
    permissions: Array.isArray(permissions) ? permissions.filter(isPermission) : [],
  };
}

/**
 * The claims of an access token that came straight from the token endpoint. `contract/tokens` promises them; deciding by
 * them is the API's business, here they only tell the app what to show.
 */
function payload(jwt: string): Record<string, unknown> {
  try {
    const part = (jwt.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(part), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch (cause) {
    throw new VibeError('sign_in_failed', 'The access token is not a JWT', { cause });
  }
}

function checkedEndpoint(endpoint: string): URL {
  const url = new URL(endpoint);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal(url))) return url;
  throw unusable('one of its endpoints is not https');
}

function unusable(detail: string): VibeError {
  return new VibeError('sign_in_failed', 'The identity server cannot be used', { detail });
}

function ended(detail: string): VibeError {
  return new VibeError('signed_out', 'Nobody is signed in', { detail });
}
